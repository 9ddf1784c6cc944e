/**
 * OFD files that strangers bring (GB/T 33190-2016), read within bounds: a ZIP without tricks, XML
 * without DTD, and which files a signature covers. What it means is judged in {@code document.check}.
 *
 * <p>Nothing is rendered: pages, fonts and pictures are bytes with a digest.
 */
@NullMarked
package org.zhengyan.document.check.ofd;

import org.jspecify.annotations.NullMarked;
