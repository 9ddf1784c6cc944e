package org.zhengyan.issuance;

import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.Uscc;

/**
 * A certificate was issued, of a pair the signing one. Published inside the transaction that records it:
 * what a listener writes stands or falls with it.
 *
 * @param application the certificate application that it answers
 */
public record CertificateIssued(String application, SerialNumber serial, Uscc uscc) {}
