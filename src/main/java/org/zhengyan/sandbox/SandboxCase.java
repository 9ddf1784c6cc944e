package org.zhengyan.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.SandboxRegistry;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.Reason;

/**
 * One row of the sandbox's table: a body, what to claim, a credential, and the answer that they earn.
 *
 * <p>Codes and names are the same in every sandbox. Every {@link Reason} has a row here, but for {@link
 * #NEVER}.
 */
public enum SandboxCase {
  VERIFIED("verified", 1, "沙箱市正常示例局", CredentialKind.GOOD),
  SIGNATURE_INVALID("signatureInvalid", 2, "沙箱市错签示例局", CredentialKind.OTHER_KEY, Reason.SIGNATURE_INVALID),
  CERTIFICATE_MALFORMED(
      "certificateMalformed", 3, "沙箱市残证示例局", CredentialKind.MALFORMED, Reason.CERTIFICATE_MALFORMED),
  CERTIFICATE_UNTRUSTED(
      "certificateUntrusted", 4, "沙箱市伪证示例局", CredentialKind.UNTRUSTED, Reason.CERTIFICATE_UNTRUSTED),
  CERTIFICATE_EXPIRED(
      "certificateExpired", 5, "沙箱市过期示例局", CredentialKind.EXPIRED, Reason.CERTIFICATE_EXPIRED),
  CERTIFICATE_NOT_YET_VALID(
      "certificateNotYetValid", 6, "沙箱市未生效示例局", CredentialKind.NOT_YET_VALID,
      Reason.CERTIFICATE_NOT_YET_VALID),
  CERTIFICATE_REVOKED(
      "certificateRevoked", 7, "沙箱市吊销示例局", CredentialKind.REVOKED, Reason.CERTIFICATE_REVOKED),
  CERTIFICATE_SUSPENDED(
      "certificateSuspended", 8, "沙箱市冻结证书示例局", CredentialKind.SUSPENDED, Reason.CERTIFICATE_SUSPENDED),
  CERTIFICATE_SUPERSEDED(
      "certificateSuperseded",
      9,
      "沙箱市换证示例局",
      CredentialKind.SUPERSEDED,
      Reason.CERTIFICATE_REVOKED,
      Reason.CERTIFICATE_SUPERSEDED),
  CERTIFICATE_USAGE(
      "certificateUsage", 10, "沙箱市加密示例局", CredentialKind.OTHER_USAGE, Reason.CERTIFICATE_USAGE),
  SUITE_NOT_ACCEPTED("suiteNotAccepted", 1, "沙箱市正常示例局", null, Reason.SUITE_NOT_ACCEPTED),
  STATUS_UNKNOWN("statusUnknown", 11, "沙箱市无记录示例局", CredentialKind.UNRECORDED, Reason.STATUS_UNKNOWN),
  STATUS_STALE("statusStale", 1, "沙箱市正常示例局", null, Reason.STATUS_STALE),
  NAME_MISMATCH("nameMismatch", 1, "沙箱市正常示例局", null, Reason.NAME_MISMATCH),
  USCC_MISMATCH("usccMismatch", 1, "沙箱市正常示例局", null, Reason.USCC_MISMATCH),
  INSTITUTION_UNKNOWN(
      "institutionUnknown", 12, "沙箱市未登记示例局", CredentialKind.GOOD, Reason.INSTITUTION_UNKNOWN),
  INSTITUTION_INACTIVE(
      "institutionInactive",
      13,
      "沙箱市冻结示例中心",
      CredentialKind.SUSPENDED,
      Reason.CERTIFICATE_SUSPENDED,
      Reason.INSTITUTION_INACTIVE),
  REGION_NOT_ENABLED(
      "regionNotEnabled", 14, "沙箱未试点地区示例局", CredentialKind.GOOD, Reason.REGION_NOT_ENABLED),
  HOLDER_REFUSED("holderRefused", 1, "沙箱市正常示例局", null, Reason.HOLDER_REFUSED),
  ATTEMPTS_EXHAUSTED("attemptsExhausted", 1, "沙箱市正常示例局", null, Reason.ATTEMPTS_EXHAUSTED),
  HOLDER_NOT_PERMITTED(
      "holderNotPermitted", 15, "沙箱市限权示例局", CredentialKind.GOOD, Reason.HOLDER_NOT_PERMITTED),
  DEPARTMENT_UNKNOWN(
      "departmentUnknown", 16, "沙箱市处室示例局", CredentialKind.GOOD, Reason.DEPARTMENT_UNKNOWN),
  ASSURANCE_TOO_LOW("assuranceTooLow", DocumentFault.NONE, Reason.ASSURANCE_TOO_LOW),
  SEAL_INVALID("sealInvalid", DocumentFault.STRANGER, Reason.SEAL_INVALID),
  TIMESTAMP_INVALID("timestampInvalid", DocumentFault.OTHER_STAMP, Reason.TIMESTAMP_INVALID),
  DOCUMENT_MALFORMED("documentMalformed", DocumentFault.CUT, Reason.DOCUMENT_MALFORMED),
  DOCUMENT_UNSIGNED("documentUnsigned", DocumentFault.UNSIGNED, Reason.DOCUMENT_UNSIGNED),
  DOCUMENT_ALTERED("documentAltered", DocumentFault.ALTERED, Reason.DOCUMENT_ALTERED),
  DOCUMENT_OUTDATED(
      "documentOutdated",
      17,
      "沙箱市更名示例局",
      CredentialKind.GOOD,
      DocumentFault.OUTDATED,
      Reason.DOCUMENT_OUTDATED),
  DOCUMENT_VOIDED("documentVoided", DocumentFault.VOIDED, Reason.DOCUMENT_VOIDED);

  /** What the holder of a row does. */
  public enum Holder {
    SIGNS("signs"),
    /** Says no on the page. */
    REFUSES("refuses"),
    /** Types five wrong codes on the page. */
    MISTYPES("mistypes"),
    /** Gives the platform a document instead of a signature. */
    UPLOADS("uploads");

    private final String wire;

    Holder(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /**
   * The reasons that no body can earn: the registers of approved online names and of counterfeits that they
   * would come from are no part of this version. They are in the contract, so that a platform has words.
   */
  public static final List<Reason> NEVER = List.of(Reason.NAME_NOT_APPROVED, Reason.IDENTIFIER_COUNTERFEIT);

  /** The one department that is registered, of the body of {@link #DEPARTMENT_UNKNOWN}. */
  static final String DEPARTMENT = "办公室";

  /** Where every region is on but {@link #SWITCHED_OFF}. */
  static final Division HOME = new Division("320100");

  static final Division SWITCHED_OFF = new Division("630000");

  private final String wire;
  private final int number;
  private final String body;
  private final @Nullable CredentialKind kind;
  private final @Nullable DocumentFault fault;
  private final List<Reason> reasons;

  SandboxCase(String wire, int number, String body, @Nullable CredentialKind kind, Reason... reasons) {
    this(wire, number, body, kind, null, reasons);
  }

  /** A document of the body that is as it should be. */
  SandboxCase(String wire, DocumentFault fault, Reason... reasons) {
    this(wire, 1, "沙箱市正常示例局", null, fault, reasons);
  }

  SandboxCase(
      String wire,
      int number,
      String body,
      @Nullable CredentialKind kind,
      @Nullable DocumentFault fault,
      Reason... reasons) {
    this.wire = wire;
    this.number = number;
    this.body = body;
    this.kind = kind;
    this.fault = fault;
    this.reasons = List.of(reasons);
  }

  public static Optional<SandboxCase> ofWire(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
  }

  /** The name in URLs: the reason that it is there for. */
  public String wire() {
    return wire;
  }

  /** The first registered name of the body whose credential it is. */
  public String body() {
    return body;
  }

  public Uscc uscc() {
    boolean region = this == REGION_NOT_ENABLED;
    boolean frozen = this == INSTITUTION_INACTIVE;
    return SandboxRegistry.code(
        frozen ? InstitutionKind.PUBLIC_INSTITUTION : InstitutionKind.ORGAN,
        region ? SWITCHED_OFF : HOME,
        number);
  }

  Division division() {
    return this == REGION_NOT_ENABLED ? SWITCHED_OFF : HOME;
  }

  InstitutionStatus status() {
    return this == INSTITUTION_INACTIVE ? InstitutionStatus.FROZEN : InstitutionStatus.NORMAL;
  }

  /** Null where the credential is that of {@link #VERIFIED}. */
  @Nullable CredentialKind kind() {
    return kind;
  }

  /** The case whose credential to present. */
  public SandboxCase credential() {
    return kind == null ? VERIFIED : this;
  }

  public String claimedName() {
    return this == NAME_MISMATCH ? "沙箱市另一个示例局" : this == USCC_MISMATCH ? SIGNATURE_INVALID.body : body;
  }

  public Uscc claimedUscc() {
    return this == USCC_MISMATCH ? SIGNATURE_INVALID.uscc() : uscc();
  }

  /** Members of the request that this case needs beside claim and action. */
  public Map<String, Object> extra(Suite suite) {
    return switch (this) {
      case SUITE_NOT_ACCEPTED ->
          Map.of("acceptedSuites", List.of((suite == Suite.SM2 ? Suite.P256 : Suite.SM2).wire()));
      case STATUS_STALE -> Map.of("maxStaleness", "PT0S");
      case DEPARTMENT_UNKNOWN -> Map.of("onBehalfOf", Map.of("department", "没有登记的处"));
      default -> Map.of();
    };
  }

  public Holder holder() {
    return switch (this) {
      case HOLDER_REFUSED -> Holder.REFUSES;
      case ATTEMPTS_EXHAUSTED -> Holder.MISTYPES;
      default -> fault == null ? Holder.SIGNS : Holder.UPLOADS;
    };
  }

  /** What is the matter with the document; null where the holder brings none. */
  @Nullable DocumentFault fault() {
    return fault;
  }

  /** Whose certificate it is, as its record names the person. */
  String certificateHolder() {
    return this == HOLDER_NOT_PERMITTED ? SandboxPeople.LIMITED_HOLDER : "sandbox";
  }

  private @Nullable String formerly() {
    return this == DOCUMENT_OUTDATED ? "沙箱市旧名示例局" : null;
  }

  /** Empty when the answer is {@code verified}. */
  public List<String> reasons() {
    return reasons.stream().map(Reason::wire).toList();
  }

  static List<SandboxRegistry.Body> registered() {
    return Arrays.stream(values())
        .filter(each -> each.kind != null && each != INSTITUTION_UNKNOWN)
        .map(
            each ->
                new SandboxRegistry.Body(
                    each.uscc(), each.body, each.formerly(), each.division(), each.status()))
        .toList();
  }
}
