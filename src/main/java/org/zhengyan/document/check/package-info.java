/**
 * Whether a document that somebody brings is the face of a certificate as this service made it.
 *
 * <p>{@link org.zhengyan.document.check.DocumentCheck} reads an OFD ({@code ofd}) or a PDF ({@code
 * pdf}), judges who sealed it ({@code SealJudge}, {@code SignerTrust}, {@code TimestampJudge}), and compares
 * what it says with the registry ({@code RegistryJudge}). A face is public: {@code authentic} says
 * nothing about who brings it. GB/T 38540-2020, GB/T 33190-2016, ISO 32000-2 section 12.8, ETSI EN
 * 319 142-1, RFC 3161.
 */
@NullMarked
package org.zhengyan.document.check;

import org.jspecify.annotations.NullMarked;
