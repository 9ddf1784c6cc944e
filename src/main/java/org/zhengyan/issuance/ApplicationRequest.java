package org.zhengyan.issuance;

import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Uscc;

/**
 * The body of an application.
 *
 * @param csr PKCS#10 in PEM; of its contents the public key counts, the subject comes from the
 *     registry
 * @param holder a label for the person or device, optional
 * @param dual whether an SM2 encryption certificate comes with it, optional
 * @param replaces the serial of the body's certificate that the new one retires, optional
 */
public record ApplicationRequest(
    @Nullable String uscc,
    @Nullable String suite,
    @Nullable String csr,
    @Nullable String holder,
    @Nullable String replaces,
    @Nullable Boolean dual) {

  /** One for a signing certificate alone. */
  public ApplicationRequest(
      @Nullable String uscc,
      @Nullable String suite,
      @Nullable String csr,
      @Nullable String holder,
      @Nullable String replaces) {
    this(uscc, suite, csr, holder, replaces, null);
  }

  Uscc requiredUscc() {
    return Uscc.require(required(uscc, "/uscc"), "/uscc");
  }

  Suite requiredSuite() {
    return Suite.ofWire(required(suite, "/suite"))
        .orElseThrow(
            () ->
                Refusal.member(
                    Problem.REFUSED_BY_RULE,
                    "/suite",
                    "suite-unknown",
                    "the suites are sm2 and p256"));
  }

  String requiredCsr() {
    return required(csr, "/csr");
  }

  @Nullable String checkedHolder() {
    return holder == null ? null : CallerText.require(holder, "/holder");
  }

  @Nullable SerialNumber checkedReplaces() {
    try {
      return replaces == null ? null : SerialNumber.ofHex(replaces);
    } catch (IllegalArgumentException e) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/replaces",
          "serial-invalid",
          "a serial number is lower-case hex without leading zeros");
    }
  }

  boolean checkedDual() {
    boolean asked = Boolean.TRUE.equals(dual);
    if (asked && requiredSuite() != Suite.SM2) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/dual",
          "dual-without-sm2",
          "an encryption certificate comes with an SM2 signing certificate only");
    }
    return asked;
  }

  private static String required(@Nullable String value, String pointer) {
    if (value == null) {
      throw Refusal.member(
          Problem.MALFORMED, pointer, "required", "the member " + pointer + " is missing");
    }
    return value;
  }
}
