/**
 * The face of a certificate as one page of marks, the same for OFD and PDF.
 *
 * <p>{@link org.zhengyan.document.page.FaceLayout} sets the fields; {@link
 * org.zhengyan.document.page.Ornament} draws border, emblem place and seal, all of our own. Millimetres
 * from the top left corner, y downwards.
 */
@NullMarked
package org.zhengyan.document.page;

import org.jspecify.annotations.NullMarked;
