/**
 * Electronic seals of GB/T 38540-2020, known as SES version 4: read strictly, built, signed.
 *
 * <p>A {@link org.zhengyan.document.ses.Seal} is what a seal maker signs once; a {@link
 * org.zhengyan.document.ses.SealSignature} is what the seal's holder signs over a document. Both hold
 * their exact bytes. Nothing here judges trust, dates or revocation: {@code document} does. Older
 * structures (GM/T 0031-2014) are recognised and refused.
 */
@NullMarked
package org.zhengyan.document.ses;

import org.jspecify.annotations.NullMarked;
