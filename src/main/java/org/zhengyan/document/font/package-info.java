/**
 * The fonts of certificate faces: TrueType files read, measured, and cut down to what a face uses.
 *
 * <p>{@link org.zhengyan.document.font.FontShelf} finds for each character the font that has it; a
 * character that none has is refused by name, never shown as an empty box. {@link
 * org.zhengyan.document.font.FontSubset} makes the one small font that OFD and PDF both embed (ISO/IEC
 * 14496-22).
 */
@NullMarked
package org.zhengyan.document.font;

import org.jspecify.annotations.NullMarked;
