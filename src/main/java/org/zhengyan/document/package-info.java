/**
 * The face of a certificate as a document: OFD sealed with SM2, PDF signed with P-256.
 *
 * <p>{@link org.zhengyan.document.Faces} makes them from the registry's version in force: {@code page} lays
 * the page out, {@code font} embeds what it needs, {@code ofd} (GB/T 33190, sealed by GB/T 38540) and
 * {@code pdf} (PAdES baseline B-T) write it. Each version of a certificate has its e-licence identifier
 * (GB/T 36904). A face is public: it proves nothing about who brings it.
 */
@NullMarked
package org.zhengyan.document;

import org.jspecify.annotations.NullMarked;
