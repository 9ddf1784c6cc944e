/**
 * Faces as PDF (ISO 32000-2), signed as PAdES baseline B-T (ETSI EN 319 142-1).
 *
 * <p>One revision, one signature over all of it, fonts embedded, nothing encrypted, no script.
 */
@NullMarked
package org.zhengyan.document.pdf;

import org.jspecify.annotations.NullMarked;
