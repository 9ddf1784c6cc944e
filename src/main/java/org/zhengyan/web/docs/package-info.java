/**
 * The description of the API, as a file and as a page to read.
 *
 * <p>{@code api-spec/openapi.yaml} is in the jar as it stands in the source tree. The page is made of
 * it once, on the server, as one HTML document without script and without anything to load, so that
 * it can be saved, printed, and read where nothing else is reachable.
 */
@NullMarked
package org.zhengyan.web.docs;

import org.jspecify.annotations.NullMarked;
