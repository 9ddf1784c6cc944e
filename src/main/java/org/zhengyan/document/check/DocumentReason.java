package org.zhengyan.document.check;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a document is not authentic. The list may grow: who meets an unknown reason takes it as a no. */
public enum DocumentReason {
  /** It is no OFD or PDF, or not of the form that is read here. */
  DOCUMENT_MALFORMED("documentMalformed"),
  DOCUMENT_UNSIGNED("documentUnsigned"),
  /** Something in it was changed, added or left unsigned. */
  DOCUMENT_ALTERED("documentAltered"),
  SEAL_INVALID("sealInvalid"),
  CERTIFICATE_UNTRUSTED("certificateUntrusted"),
  CERTIFICATE_EXPIRED("certificateExpired"),
  CERTIFICATE_REVOKED("certificateRevoked"),
  CERTIFICATE_SUSPENDED("certificateSuspended"),
  STATUS_UNKNOWN("statusUnknown"),
  TIMESTAMP_INVALID("timestampInvalid"),
  /** The registry has a newer version of the body than the document. */
  DOCUMENT_OUTDATED("documentOutdated"),
  /** It was taken back, with the rights of whoever downloaded it. */
  DOCUMENT_VOIDED("documentVoided"),
  INSTITUTION_UNKNOWN("institutionUnknown"),
  INSTITUTION_INACTIVE("institutionInactive"),
  REGION_NOT_ENABLED("regionNotEnabled");

  private final String wire;

  DocumentReason(String wire) {
    this.wire = wire;
  }

  @JsonValue
  public String wire() {
    return wire;
  }
}
