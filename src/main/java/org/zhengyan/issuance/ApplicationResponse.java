package org.zhengyan.issuance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.Pem;

/**
 * An application as the API shows it.
 *
 * @param state {@code submitted | issuing | issued | refused | lapsed}
 * @param digest what an approval names
 * @param submittedBy the client; persons are not shown
 * @param refusal why it was refused, or lapsed
 * @param serial of the certificate, with {@code certificate} and {@code chain} (issuing CA, then
 *     root), once it is issued
 * @param dual true where an encryption certificate comes with it, as {@code encryption} once issued
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApplicationResponse(
    String id,
    String state,
    String digest,
    String uscc,
    String name,
    String division,
    String suite,
    @Nullable String holder,
    @Nullable String replaces,
    String profile,
    int registryVersion,
    String csr,
    String publicKeySha256,
    String submittedBy,
    Instant submittedAt,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt,
    @Nullable String refusal,
    @Nullable String serial,
    @Nullable String certificate,
    @Nullable List<String> chain,
    @Nullable Boolean dual,
    @Nullable Encryption encryption) {

  /**
   * The encryption certificate of a dual application.
   *
   * @param certificate in PEM
   * @param envelopedKey SM2EnvelopedKey in base64url, for the signing key
   */
  public record Encryption(String serial, String certificate, String envelopedKey) {}

  public static ApplicationResponse of(Application application) {
    return of(application, null, null, null);
  }

  /** @param certificate in PEM */
  static ApplicationResponse of(
      Application application,
      @Nullable String certificate,
      @Nullable List<String> chain,
      @Nullable Encryption encryption) {
    SerialNumber replaces = application.replaces();
    Application.Decision decision = decision(application.state());
    return new ApplicationResponse(
        application.id(),
        application.state().wire(),
        application.digest(),
        application.uscc().value(),
        application.name(),
        application.division().code(),
        application.suite().wire(),
        application.holder(),
        replaces == null ? null : replaces.hex(),
        application.profile(),
        application.registryVersion(),
        Pem.encode("CERTIFICATE REQUEST", application.csr()),
        HexFormat.of().formatHex(application.keySha256()),
        application.submittedByClient(),
        application.submittedAt(),
        decision == null ? null : decision.client(),
        decision == null ? null : decision.at(),
        refusal(application.state()),
        application.state() instanceof Application.Issued issued ? issued.serial().hex() : null,
        certificate,
        chain,
        application.dual() ? true : null,
        encryption);
  }

  private static Application.@Nullable Decision decision(Application.State state) {
    return switch (state) {
      case Application.Submitted s -> null;
      case Application.Issuing s -> s.decision();
      case Application.Issued s -> s.decision();
      case Application.Refused s -> s.decision();
      case Application.Lapsed s -> s.decision();
    };
  }

  private static @Nullable String refusal(Application.State state) {
    return switch (state) {
      case Application.Refused s -> s.reason();
      case Application.Lapsed s -> s.reason();
      default -> null;
    };
  }
}
