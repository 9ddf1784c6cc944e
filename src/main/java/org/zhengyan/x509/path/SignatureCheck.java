package org.zhengyan.x509.path;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/**
 * Verifies the signature of a certificate or CRL with a given key (RFC 3279, 4055, 5758, 8410, GM/T
 * 0006).
 *
 * <p>Algorithm and parameters must be exactly one of a short list; keys must be of an accepted kind
 * and size, curves must be named. Whatever is else, is no valid signature.
 */
final class SignatureCheck {

  private record Scheme(String jcaName, String keyType, boolean legacy) {}

  private static final Map<String, Scheme> SCHEMES =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.1.5", new Scheme("SHA1withRSA", "RSA", true)),
          Map.entry("1.2.840.113549.1.1.14", new Scheme("SHA224withRSA", "RSA", false)),
          Map.entry("1.2.840.113549.1.1.11", new Scheme("SHA256withRSA", "RSA", false)),
          Map.entry("1.2.840.113549.1.1.12", new Scheme("SHA384withRSA", "RSA", false)),
          Map.entry("1.2.840.113549.1.1.13", new Scheme("SHA512withRSA", "RSA", false)),
          Map.entry("1.2.840.10045.4.1", new Scheme("SHA1withECDSA", "EC", true)),
          Map.entry("1.2.840.10045.4.3.1", new Scheme("SHA224withECDSA", "EC", false)),
          Map.entry("1.2.840.10045.4.3.2", new Scheme("SHA256withECDSA", "EC", false)),
          Map.entry("1.2.840.10045.4.3.3", new Scheme("SHA384withECDSA", "EC", false)),
          Map.entry("1.2.840.10045.4.3.4", new Scheme("SHA512withECDSA", "EC", false)),
          Map.entry("1.2.840.10040.4.3", new Scheme("SHA1withDSA", "DSA", true)),
          Map.entry("2.16.840.1.101.3.4.3.1", new Scheme("SHA224withDSA", "DSA", true)),
          Map.entry("2.16.840.1.101.3.4.3.2", new Scheme("SHA256withDSA", "DSA", true)),
          Map.entry("1.3.101.112", new Scheme("Ed25519", "Ed25519", false)),
          Map.entry("1.3.101.113", new Scheme("Ed448", "Ed448", false)));

  private static final Map<String, String> KEY_TYPES =
      Map.of(
          PKCSObjectIdentifiers.rsaEncryption.getId(), "RSA",
          X9ObjectIdentifiers.id_ecPublicKey.getId(), "EC",
          X9ObjectIdentifiers.id_dsa.getId(), "DSA",
          "1.3.101.112", "Ed25519",
          "1.3.101.113", "Ed448");

  private static final Map<ASN1Encodable, Integer> NAMED_CURVES =
      Map.of(
          new ASN1ObjectIdentifier("1.2.840.10045.3.1.7"), 256,
          new ASN1ObjectIdentifier("1.3.132.0.34"), 384,
          new ASN1ObjectIdentifier("1.3.132.0.35"), 521);

  private static final int MAX_RSA_BITS = 8192;

  private SignatureCheck() {}

  /** Whether the key is of a kind and size that the rules accept; what it signed is not asked. */
  static boolean acceptable(SubjectPublicKeyInfo key, PathRules rules) {
    try {
      if (isSm2(key)) {
        return VerificationKey.of(key).suite() == Suite.SM2;
      }
      publicKey(key, rules);
      return true;
    } catch (GeneralSecurityException | InvalidKey | RuntimeException | IOException e) {
      return false;
    }
  }

  static boolean verifies(
      byte[] signed,
      byte[] signature,
      AlgorithmIdentifier algorithm,
      SubjectPublicKeyInfo key,
      PathRules rules) {
    try {
      if (algorithm.getAlgorithm().equals(GMObjectIdentifiers.sm2sign_with_sm3)) {
        VerificationKey sm2 = VerificationKey.of(key);
        return sm2.suite() == Suite.SM2
            && absentOrNull(algorithm.getParameters())
            && sm2.verify(signed, signature);
      }
      Signature verifier = verifier(algorithm, key, rules);
      verifier.initVerify(publicKey(key, rules));
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | InvalidKey | RuntimeException | IOException e) {
      return false;
    }
  }

  private static Signature verifier(
      AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key, PathRules rules)
      throws GeneralSecurityException {
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      require(isType(key, "RSA"), "the key does not fit the algorithm");
      Signature pss = Signature.getInstance("RSASSA-PSS");
      pss.setParameter(PssParameters.read(algorithm.getParameters()));
      return pss;
    }
    Scheme scheme = SCHEMES.get(algorithm.getAlgorithm().getId());
    if (scheme == null) {
      throw new GeneralSecurityException("an unknown algorithm");
    }
    require(!scheme.legacy() || rules == PathRules.RFC_3280, "a retired algorithm");
    require(isType(key, scheme.keyType()), "the key does not fit the algorithm");
    ASN1Encodable parameters = algorithm.getParameters();
    require(
        scheme.keyType().equals("RSA") ? absentOrNull(parameters) : parameters == null,
        "parameters that do not belong there");
    return Signature.getInstance(scheme.jcaName());
  }

  private static PublicKey publicKey(SubjectPublicKeyInfo info, PathRules rules)
      throws GeneralSecurityException, IOException {
    String type = KEY_TYPES.get(info.getAlgorithm().getAlgorithm().getId());
    if (type == null) {
      throw new GeneralSecurityException("an unknown kind of key");
    }
    boolean legacy = rules == PathRules.RFC_3280;
    if (type.equals("EC")) {
      require(NAMED_CURVES.containsKey(info.getAlgorithm().getParameters()), "another curve");
    }
    require(legacy || !type.equals("DSA"), "a retired kind of key");
    PublicKey key = KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      BigInteger exponent = rsa.getPublicExponent();
      require(bits >= (legacy ? 1024 : 2048) && bits <= MAX_RSA_BITS, "an RSA key of other size");
      require(bits % 8 == 0 && rsa.getModulus().testBit(0), "an odd RSA modulus");
      require(
          exponent.testBit(0) && exponent.bitLength() > 1 && exponent.bitLength() <= 64,
          "an RSA exponent that is even, one or huge");
    }
    if (key instanceof DSAPublicKey dsa) {
      require(dsa.getParams() != null, "a DSA key without parameters");
      require(dsa.getParams().getP().bitLength() <= 3072, "a DSA key of other size");
    }
    return key;
  }

  private static boolean isSm2(SubjectPublicKeyInfo key) {
    return GMObjectIdentifiers.sm2p256v1.equals(key.getAlgorithm().getParameters());
  }

  private static boolean isType(SubjectPublicKeyInfo key, String type) {
    return type.equals(KEY_TYPES.get(key.getAlgorithm().getAlgorithm().getId()));
  }

  private static boolean absentOrNull(@Nullable ASN1Encodable parameters) {
    return parameters == null || DERNull.INSTANCE.equals(parameters);
  }

  private static void require(boolean holds, String otherwise) throws GeneralSecurityException {
    if (!holds) {
      throw new GeneralSecurityException(otherwise);
    }
  }
}
