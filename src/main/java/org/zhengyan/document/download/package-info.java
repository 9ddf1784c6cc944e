/**
 * Faces that somebody downloads for one platform and one purpose: a nonce in the sealed document, a row
 * here, and one use within a day. What a verification counts as {@code document}.
 */
@NullMarked
package org.zhengyan.document.download;

import org.jspecify.annotations.NullMarked;
