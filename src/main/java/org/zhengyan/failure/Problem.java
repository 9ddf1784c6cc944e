package org.zhengyan.failure;

/**
 * The closed list of failures that a caller can meet, each with its HTTP status and the code that
 * ends its problem type {@code urn:zhengyan:problem:CODE} (RFC 9457).
 *
 * <p>A negative verdict is not in this list: it is an answer, not a failure.
 */
public enum Problem {
  MALFORMED(400, "malformed", "The request is malformed"),
  UNAUTHENTICATED(401, "unauthenticated", "No valid access token was presented"),
  FORBIDDEN(403, "forbidden", "The client may not do this"),
  SAME_PERSON(403, "same-person", "The person who submitted may not decide"),
  OUTSIDE_DIVISION(403, "outside-division", "The authority does not act in this division"),
  NOT_FOUND(404, "not-found", "There is no such resource"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "The resource does not offer this method"),
  NOT_ACCEPTABLE(406, "not-acceptable", "The resource has no such representation"),
  WRONG_STATE(409, "wrong-state", "The resource is no longer in a state that allows this"),
  DIGEST_MISMATCH(409, "digest-mismatch", "What the digest names has changed"),
  PRECONDITION_FAILED(412, "precondition-failed", "The resource has another version"),
  TOO_LARGE(413, "too-large", "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The body has an unsupported type"),
  REFUSED_BY_RULE(422, "refused-by-rule", "A rule refuses the request"),
  DATA_NOT_NEEDED(422, "data-not-needed", "The request carries data that this service must not see"),
  IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "The key was used with another body"),
  PRECONDITION_REQUIRED(428, "precondition-required", "The change must name the version it changes"),
  TOO_MANY_REQUESTS(429, "too-many-requests", "The quota is used up"),
  INTERNAL(500, "internal", "The service failed"),
  UNAVAILABLE(503, "unavailable", "The service cannot keep its promises right now");

  private final int status;
  private final String code;
  private final String title;

  Problem(int status, String code, String title) {
    this.status = status;
    this.code = code;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String title() {
    return title;
  }

  /** The problem type of RFC 9457 section 3.1.1. */
  public String type() {
    return "urn:zhengyan:problem:" + code;
  }
}
