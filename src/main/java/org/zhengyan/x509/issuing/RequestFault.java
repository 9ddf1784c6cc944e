package org.zhengyan.x509.issuing;

import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Every reason for which a certification request is refused; the code stands in the member error.
 */
public enum RequestFault {
  TOO_LARGE(Problem.MALFORMED, "csr-too-large", "The request has more than 16384 characters."),
  NOT_PEM(
      Problem.MALFORMED,
      "csr-not-pem",
      "The request is not PEM: send the block that begins with -----BEGIN CERTIFICATE"
          + " REQUEST-----."),
  NOT_ONE_BLOCK(Problem.MALFORMED, "csr-not-one-block", "Send exactly one PEM block."),
  WRONG_LABEL(
      Problem.MALFORMED,
      "csr-wrong-label",
      "The PEM block is no CERTIFICATE REQUEST. Never send a private key."),
  NOT_DER(Problem.MALFORMED, "csr-not-der", "The request is not DER."),
  NOT_A_REQUEST(
      Problem.MALFORMED,
      "csr-not-a-request",
      "The content is not a CertificationRequest of version 1 (RFC 2986 section 4)."),
  ATTRIBUTE_TWICE(Problem.REFUSED_BY_RULE, "csr-attribute-twice", "An attribute stands twice."),
  ATTRIBUTES_TOO_MANY(
      Problem.REFUSED_BY_RULE,
      "csr-attributes-too-many",
      "The request has more than 16 attributes."),
  EXTENSIONS_MALFORMED(
      Problem.REFUSED_BY_RULE,
      "csr-extensions-malformed",
      "The requested extensions cannot be read. Leave them out: the profile decides."),
  ASKS_FOR_CA(
      Problem.REFUSED_BY_RULE,
      "csr-asks-for-ca",
      "The request asks for a CA's certificate, which this service never issues."),
  ASKS_FOR_CRITICAL_EXTENSION(
      Problem.REFUSED_BY_RULE,
      "csr-asks-for-critical-extension",
      "The request asks for a critical extension that the profile does not have. Leave it out."),
  KEY_RSA(
      Problem.REFUSED_BY_RULE,
      "csr-key-rsa",
      "The key is an RSA key, of any size refused. Make an EC key on sm2p256v1 or prime256v1."),
  KEY_ALGORITHM(
      Problem.REFUSED_BY_RULE,
      "csr-key-algorithm",
      "The key is no EC key. Make one on sm2p256v1 or prime256v1."),
  KEY_CURVE(
      Problem.REFUSED_BY_RULE,
      "csr-key-curve",
      "The key's curve is not the named curve sm2p256v1 or prime256v1; parameters are not written"
          + " out."),
  KEY_POINT_FORM(
      Problem.REFUSED_BY_RULE,
      "csr-key-point-form",
      "The public key is not an uncompressed point of 65 octets (RFC 5480 section 2.2)."),
  KEY_OFF_CURVE(
      Problem.REFUSED_BY_RULE, "csr-key-off-curve", "The public key is not a point of its curve."),
  KEY_OTHER_SUITE(
      Problem.REFUSED_BY_RULE,
      "csr-key-other-suite",
      "The key's curve is not that of the suite that was applied for."),
  KEY_WEAK(
      Problem.REFUSED_BY_RULE,
      "csr-key-weak",
      "The private key can be guessed, or is published. Make a new key."),
  SIGNATURE_ALGORITHM(
      Problem.REFUSED_BY_RULE,
      "csr-signature-algorithm",
      "Sign the request with SM2-with-SM3 for sm2p256v1, or ecdsa-with-SHA256 for prime256v1."),
  SIGNATURE_INVALID(
      Problem.REFUSED_BY_RULE,
      "csr-signature-invalid",
      "The request's signature does not verify under its key. SM2 uses the user"
          + " ID 1234567812345678 (openssl: -sigopt distid:1234567812345678).");

  private final Problem problem;
  private final String code;
  private final String sentence;

  RequestFault(Problem problem, String code, String sentence) {
    this.problem = problem;
    this.code = code;
    this.sentence = sentence;
  }

  public String code() {
    return code;
  }

  Refusal refusal() {
    return Refusal.member(problem, "/csr", code, sentence);
  }
}
