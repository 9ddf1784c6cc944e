package org.zhengyan.enrolment;

import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.Uscc;

/**
 * A person's certificate was renewed. Published inside the transaction that records the new one; the one
 * before stays good until its own end (ADR 186).
 */
public record CertificateRenewed(Uscc uscc, SerialNumber predecessor, SerialNumber serial) {}
