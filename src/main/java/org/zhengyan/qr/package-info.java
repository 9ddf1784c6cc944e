/**
 * QR codes (ISO/IEC 18004): {@link org.zhengyan.qr.QrCode} encodes a text, reads the symbol back as a
 * telephone would, and draws it. It knows nothing of what the text is for.
 */
@NullMarked
package org.zhengyan.qr;

import org.jspecify.annotations.NullMarked;
