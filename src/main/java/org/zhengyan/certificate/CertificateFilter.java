package org.zhengyan.certificate;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.zhengyan.registry.Uscc;

/**
 * Which certificates a list shows; null filters nothing.
 *
 * @param expiringBefore those good or on hold that end between now and then, in that order
 * @param issuedOn the day, in China
 */
public record CertificateFilter(
    @Nullable CertificateState state,
    @Nullable Uscc uscc,
    @Nullable Instant expiringBefore,
    @Nullable LocalDate issuedOn) {}
