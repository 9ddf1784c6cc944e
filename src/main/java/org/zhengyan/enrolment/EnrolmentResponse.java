package org.zhengyan.enrolment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.Pem;

/**
 * An enrolment as the API shows it; the person is not shown.
 *
 * @param state of its own: {@code submitted | accepted | refused | withdrawn | lapsed}
 * @param step how far it came: {@code submitted | reviewed | issued | joined}, or its end
 * @param application the certificate application that the acceptance made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EnrolmentResponse(
    String id,
    String kind,
    String state,
    String step,
    String digest,
    String uscc,
    String name,
    String division,
    int registryVersion,
    String suite,
    String csr,
    String publicKeySha256,
    @Nullable String holder,
    @Nullable String predecessor,
    @Nullable Boolean dual,
    Instant submittedAt,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    @Nullable String application,
    @Nullable String serial,
    @Nullable Instant joinedAt) {

  static EnrolmentResponse of(EnrolmentProgress progress) {
    Enrolment enrolment = progress.enrolment();
    SerialNumber predecessor = enrolment.predecessor();
    return new EnrolmentResponse(
        enrolment.id(),
        enrolment.kind().wire(),
        enrolment.state().wire(),
        progress.step().wire(),
        enrolment.digest(),
        enrolment.uscc().value(),
        enrolment.name(),
        enrolment.division().code(),
        enrolment.registryVersion(),
        enrolment.suite().wire(),
        Pem.encode("CERTIFICATE REQUEST", enrolment.csr()),
        HexFormat.of().formatHex(enrolment.keySha256()),
        enrolment.holder(),
        predecessor == null ? null : predecessor.hex(),
        enrolment.dual() ? true : null,
        enrolment.submittedAt(),
        enrolment.decidedAt(),
        progress.reason(),
        enrolment.application(),
        progress.application() == null ? null : progress.application().serial(),
        enrolment.joinedAt());
  }
}
