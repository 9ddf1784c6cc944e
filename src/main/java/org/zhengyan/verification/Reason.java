package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonValue;
import org.zhengyan.document.check.DocumentReason;

/** Why a verification was rejected. The list may grow: who meets an unknown reason takes it as a no. */
public enum Reason {
  SIGNATURE_INVALID("signatureInvalid"),
  CERTIFICATE_MALFORMED("certificateMalformed"),
  CERTIFICATE_UNTRUSTED("certificateUntrusted"),
  CERTIFICATE_EXPIRED("certificateExpired"),
  CERTIFICATE_NOT_YET_VALID("certificateNotYetValid"),
  CERTIFICATE_REVOKED("certificateRevoked"),
  CERTIFICATE_SUSPENDED("certificateSuspended"),
  CERTIFICATE_SUPERSEDED("certificateSuperseded"),
  CERTIFICATE_USAGE("certificateUsage"),
  SUITE_NOT_ACCEPTED("suiteNotAccepted"),
  STATUS_UNKNOWN("statusUnknown"),
  STATUS_STALE("statusStale"),
  NAME_MISMATCH("nameMismatch"),
  USCC_MISMATCH("usccMismatch"),
  INSTITUTION_UNKNOWN("institutionUnknown"),
  INSTITUTION_INACTIVE("institutionInactive"),
  REGION_NOT_ENABLED("regionNotEnabled"),
  ASSURANCE_TOO_LOW("assuranceTooLow"),
  HOLDER_NOT_PERMITTED("holderNotPermitted"),
  DEPARTMENT_UNKNOWN("departmentUnknown"),
  HOLDER_REFUSED("holderRefused"),
  ATTEMPTS_EXHAUSTED("attemptsExhausted"),
  SEAL_INVALID("sealInvalid"),
  DOCUMENT_MALFORMED("documentMalformed"),
  DOCUMENT_UNSIGNED("documentUnsigned"),
  DOCUMENT_ALTERED("documentAltered"),
  DOCUMENT_OUTDATED("documentOutdated"),
  DOCUMENT_VOIDED("documentVoided"),
  TIMESTAMP_INVALID("timestampInvalid"),
  NAME_NOT_APPROVED("nameNotApproved"),
  IDENTIFIER_COUNTERFEIT("identifierCounterfeit");

  private final String wire;

  Reason(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }

  /** The reason that a document's check gives under the same name. */
  static Reason of(DocumentReason found) {
    for (Reason reason : values()) {
      if (reason.wire.equals(found.wire())) {
        return reason;
      }
    }
    throw new IllegalStateException("a reason of documents that no verdict has: " + found);
  }
}
