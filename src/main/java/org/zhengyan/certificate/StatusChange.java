package org.zhengyan.certificate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/**
 * One change of one certificate's status, as the feed keeps it for ever.
 *
 * @param id gap-free, in the order of commits
 * @param previous null for a reservation
 * @param reason set unless {@code GOOD}; {@code certificateHold} for {@code RESERVED}
 * @param changedAt the database's time of this change
 * @param revokedAt since when the certificate is refused without a break; null when {@code GOOD}
 * @param chain SHA-256 over the chain of the change before and this one, 32 bytes
 */
public record StatusChange(
    long id,
    SerialNumber serial,
    CaId ca,
    int shard,
    Uscc uscc,
    Division division,
    @Nullable CertificateState previous,
    CertificateState state,
    @Nullable RevocationReason reason,
    Instant changedAt,
    @Nullable Instant revokedAt,
    @Nullable Instant invalidityDate,
    Instant notAfter,
    byte[] chain) {}
