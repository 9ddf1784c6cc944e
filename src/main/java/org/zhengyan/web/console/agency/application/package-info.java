/**
 * The pages where a person of a body applies for a certificate, sees how it stands, and collects it.
 *
 * <p>The key is made by the script of {@code src/main/web/enrol} and never comes here; without the
 * script the pages take the request of a device ({@code src/docs/enrolment.md}). PKCS #10 is RFC 2986.
 */
@NullMarked
package org.zhengyan.web.console.agency.application;

import org.jspecify.annotations.NullMarked;
