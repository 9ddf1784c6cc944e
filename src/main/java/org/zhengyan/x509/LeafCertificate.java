package org.zhengyan.x509;

import java.math.BigInteger;
import java.time.Instant;
import org.zhengyan.keys.VerificationKey;

/**
 * An end-entity certificate as somebody brought it, read strictly and once.
 *
 * @param der the exact bytes
 * @param organizationIdentifier the USCC that the subject carries; empty when there is none
 */
public record LeafCertificate(
    byte[] der,
    byte[] sha256,
    BigInteger serial,
    byte[] issuerName,
    String organizationIdentifier,
    String commonName,
    Instant notBefore,
    Instant notAfter,
    VerificationKey key) {}
