/**
 * The certificates that were issued: serials, states, and the feed of status changes.
 *
 * <p>{@link org.zhengyan.certificate.CertificateStore} is the only writer. Changes get ids under one
 * advisory lock, so that whoever polls past an id has seen everything before it.
 */
@NullMarked
package org.zhengyan.certificate;

import org.jspecify.annotations.NullMarked;
