/**
 * Faces as OFD (GB/T 33190-2016), sealed by GB/T 38540-2020.
 *
 * <p>One page, its fonts, custom data, one seal over every file but the signature's own three. Written by
 * hand: one page of paths and text needs no library (ADR 191).
 */
@NullMarked
package org.zhengyan.document.ofd;

import org.jspecify.annotations.NullMarked;
