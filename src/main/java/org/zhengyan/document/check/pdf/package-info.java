/**
 * Signed PDF files that strangers bring (ISO 32000-2 section 12.8), taken apart without a PDF parser.
 *
 * <p>Which bytes a signature covers is read from the bytes themselves: all of them but the signature's
 * own value, or it is not accepted. So nothing that parses PDF, with its cross-references, streams and
 * repairs, ever meets a file that this service did not sign, and no two readers can see two documents
 * in one that it did.
 */
@NullMarked
package org.zhengyan.document.check.pdf;

import org.jspecify.annotations.NullMarked;
