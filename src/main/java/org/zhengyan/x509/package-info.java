/**
 * The rules of certificates, pure: names, profiles, requests, building, lint, path validation.
 *
 * <p>No Spring, no SQL, no I/O. What goes out is a profile filled in, built, linted and only then
 * signed; what comes in is read strictly, within bounds. RFC 5280, RFC 2986, GB/T 20518-2018.
 */
@NullMarked
package org.zhengyan.x509;

import org.jspecify.annotations.NullMarked;
