/**
 * The console of an agency: what the registry says of it, its certificates, its people and departments,
 * what was opened in its name, and who asks.
 *
 * <p>{@code Agency} finds the body of whoever is signed in; each page asks the domain for that body alone,
 * so that another body's things do not exist here. A user sees certificates of their own; managers and the
 * responsible person see all. Acts go through the same domain classes as the API's.
 */
@NullMarked
package org.zhengyan.web.console.agency;

import org.jspecify.annotations.NullMarked;
