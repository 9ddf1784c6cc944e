package org.zhengyan.x509.issuing;

import java.math.BigInteger;
import java.time.Instant;
import org.bouncycastle.cert.X509CertificateHolder;
import org.zhengyan.keys.VerificationKey;

/**
 * What one certificate of a body shall say.
 *
 * @param firstName the body's first registered name, whole
 * @param uscc the body's code
 * @param publicKey from a checked {@link CertificationRequest}
 * @param serial random, and reserved for this certificate alone
 * @param notBefore whole seconds
 * @param notAfter the last second of validity
 * @param issuer the certificate of the CA that will sign
 */
public record CertificateTemplate(
    CertificateProfile profile,
    String firstName,
    String uscc,
    VerificationKey publicKey,
    BigInteger serial,
    Instant notBefore,
    Instant notAfter,
    X509CertificateHolder issuer,
    CertificateUrls urls) {}
