package org.zhengyan.x509.path;

import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The signatures of one validation: each is verified once and paid for from the budget. */
final class Signatures {

  private record Question(Object signed, SubjectPublicKeyInfo key) {}

  private final PathRules rules;
  private final Budget budget;
  private final Map<Question, Boolean> answers = new HashMap<>();

  Signatures(PathRules rules, Budget budget) {
    this.rules = rules;
    this.budget = budget;
  }

  boolean verifies(PathCertificate certificate, SubjectPublicKeyInfo key) {
    return verifies(
        certificate,
        certificate.fields().tbs(),
        certificate.fields().signature(),
        certificate.fields().signatureAlgorithm(),
        key);
  }

  boolean verifies(PathCrl crl, SubjectPublicKeyInfo key) {
    return verifies(crl, crl.tbs(), crl.signature(), crl.algorithm(), key);
  }

  boolean acceptable(SubjectPublicKeyInfo key) {
    return SignatureCheck.acceptable(key, rules);
  }

  private boolean verifies(
      Object signed,
      byte[] bytes,
      byte[] signature,
      AlgorithmIdentifier algorithm,
      SubjectPublicKeyInfo key) {
    Question question = new Question(signed, key);
    Boolean answer = answers.get(question);
    if (answer == null) {
      budget.signature();
      answer = SignatureCheck.verifies(bytes, signature, algorithm, key, rules);
      answers.put(question, answer);
    }
    return answer;
  }

  /** A DSA key whose parameters are its issuer's (RFC 3279 section 2.3.2). */
  static boolean inheritsParameters(SubjectPublicKeyInfo key) {
    AlgorithmIdentifier algorithm = key.getAlgorithm();
    return algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)
        && (algorithm.getParameters() == null
            || DERNull.INSTANCE.equals(algorithm.getParameters()));
  }

  /** Section 6.1.4 (d) to (f): the key with parameters, its own or the issuer's. */
  static SubjectPublicKeyInfo resolved(SubjectPublicKeyInfo key, SubjectPublicKeyInfo issuerKey) {
    return inheritsParameters(key)
            && issuerKey.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)
        ? new SubjectPublicKeyInfo(
            issuerKey.getAlgorithm(), key.getPublicKeyData().getOctets())
        : key;
  }
}
