package org.zhengyan.certificate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/**
 * A certificate of ours as the database keeps it.
 *
 * @param shard the CRL shard frozen into its distribution point
 * @param division of the body when it was issued: who may act on it
 * @param registryVersion of the institution that it was issued from
 * @param certifiedName what its subject says
 * @param der null while {@code RESERVED}
 * @param supersedingOn the day on which a decided change retires it, else null
 * @param invalidityDate RFC 5280 section 5.3.2, for a compromised key
 */
public record IssuedCertificate(
    SerialNumber serial,
    CaId ca,
    int shard,
    Uscc uscc,
    Division division,
    int registryVersion,
    String certifiedName,
    @Nullable String holder,
    Instant notBefore,
    Instant notAfter,
    byte @Nullable [] der,
    CertificateState state,
    @Nullable RevocationReason reason,
    @Nullable Instant revokedAt,
    @Nullable Instant invalidityDate,
    java.time.@Nullable LocalDate supersedingOn) {}
