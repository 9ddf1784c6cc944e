package org.zhengyan.enrolment;

import org.jspecify.annotations.Nullable;

/**
 * What a person fills in.
 *
 * @param kind of {@link EnrolmentKind}
 * @param suite {@code sm2} or {@code p256}
 * @param csr PKCS#10 in PEM; only its public key counts
 * @param predecessor serial of the certificate that it renews, replaces or changes
 * @param dual whether an encryption certificate comes with an SM2 one
 */
public record EnrolmentRequest(
    @Nullable String kind,
    @Nullable String suite,
    @Nullable String csr,
    @Nullable String predecessor,
    boolean dual) {}
