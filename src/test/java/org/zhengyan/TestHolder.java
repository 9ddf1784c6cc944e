package org.zhengyan;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/**
 * A body in tests, seen from its own side: it has a key, asks for a certificate, signs challenges.
 * It uses Bouncy Castle's provider, so that what it makes owes nothing to the code under test.
 */
public final class TestHolder {
  public static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger NEXT = new AtomicInteger(RANDOM.nextInt(100_000_000));

  private final String suite;
  private final KeyPair key;
  private String certificate = "";

  private TestHolder(String suite, KeyPair key) {
    this.suite = suite;
    this.key = key;
  }

  /** A new key of the suite, {@code sm2} or {@code p256}. */
  public static TestHolder withKey(String suite) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
      generator.initialize(new ECGenParameterSpec(suite.equals("sm2") ? "sm2p256v1" : "secp256r1"));
      return new TestHolder(suite, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With a key that is there already. */
  public static TestHolder ofKey(String suite, KeyPair key) {
    return new TestHolder(suite, key);
  }

  /** A code of a public institution of Nanjing whose check characters hold, never used before. */
  public static String newUscc() {
    return newUscc("12320100");
  }

  /** The same with that prefix: two characters of the kind of body, six of a division. */
  public static String newUscc(String prefix) {
    StringBuilder code = new StringBuilder(prefix);
    int[] weights = {3, 7, 9, 10, 5, 8, 4, 2};
    String digits = "%08d".formatted(Math.floorMod(NEXT.getAndIncrement(), 100_000_000));
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += Character.digit(digits.charAt(i), 10) * weights[i];
    }
    code.append(digits);
    int check = 11 - sum % 11;
    code.append(check == 10 ? "X" : check == 11 ? "0" : Integer.toString(check));
    int total = 0;
    for (int i = 0; i < 17; i++) {
      int weight = BigInteger.valueOf(3).modPow(BigInteger.valueOf(i), BigInteger.valueOf(31)).intValue();
      total += ALPHABET.indexOf(code.charAt(i)) * weight;
    }
    return code.append(ALPHABET.charAt((31 - total % 31) % 31)).toString();
  }

  /** What a clerk sends to register a public institution of Nanjing; change members as a test needs. */
  public static Map<String, Object> institution(String... names) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", "publicInstitution");
    body.put("names", List.of(names));
    body.put("abbreviations", List.of());
    body.put("division", "320100");
    body.put("address", "南京市玄武区");
    body.put("head", "测试负责人");
    body.put("authority", "南京市事业单位登记管理局");
    body.put("issuedOn", "2025-01-01");
    body.put("status", "normal");
    body.put("validFrom", "2025-01-01");
    body.put("validTo", "2029-12-31");
    body.put("purpose", "测试");
    body.put("funding", "财政补助");
    body.put("capital", "100万元");
    body.put("sponsors", List.of());
    return body;
  }

  /** Registers or changes the body by two persons and returns its code. */
  public static String register(
      ContractClient clerk, ContractClient reviewer, String uscc, Map<String, Object> body, String... headers) {
    JsonNode change = clerk.put("/api/v1/institutions/" + uscc, body, headers).expect(202).json();
    reviewer
        .post(
            "/api/v1/registry-changes/" + change.get("change").asString() + "/approval",
            Map.of("digest", change.get("digest").asString()))
        .expect(200);
    return uscc;
  }

  /** Applies for a certificate and has it approved; keeps it and returns the answer of the approval. */
  public JsonNode certify(ContractClient clerk, ContractClient reviewer, String uscc) {
    JsonNode application =
        clerk
            .post("/api/v1/certificate-applications", Map.of("uscc", uscc, "suite", suite, "csr", csr()))
            .expect(201)
            .json();
    JsonNode issued =
        reviewer
            .post(
                "/api/v1/certificate-applications/" + application.get("id").asString() + "/approval",
                Map.of("digest", application.get("digest").asString()))
            .expect(200)
            .json();
    certificate = issued.get("certificate").asString();
    return issued;
  }

  public KeyPair key() {
    return key;
  }

  public String certificate() {
    return certificate;
  }

  /** Presents another certificate from now on. */
  public TestHolder presenting(String pem) {
    certificate = pem;
    return this;
  }

  public String csr() {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=request"), key.getPublic())
              .build(new JcaContentSignerBuilder(algorithm()).setProvider(BC).build(key.getPrivate()))
              .getEncoded();
      return pem("CERTIFICATE REQUEST", der);
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The evidence of kind {@code signature} for a challenge in base64url. */
  public Map<String, Object> evidence(String challenge) {
    byte[] text = Base64.getUrlDecoder().decode(challenge);
    return evidence(text, ("certificate: sha256:" + certificateHash() + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** What answers a challenge of the desk of bindings: its id, the certificate, and the signature over it. */
  public Map<String, Object> proof(JsonNode challenge) {
    Map<String, Object> proof = new LinkedHashMap<>(evidence(challenge.path("challenge").asString()));
    proof.remove("kind");
    proof.put("challenge", challenge.path("id").asString());
    return proof;
  }

  /** Evidence whose signature covers exactly these bytes. */
  public Map<String, Object> evidence(byte[]... signed) {
    return Map.of("kind", "signature", "certificate", certificate, "signature", base64url(sign(signed)));
  }

  /** A signature with this key over the parts, DER. */
  public byte[] sign(byte[]... parts) {
    try {
      Signature signature = Signature.getInstance(algorithm(), BC);
      signature.initSign(key.getPrivate());
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String certificateHash() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der(certificate)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public String algorithm() {
    return suite.equals("sm2") ? "SM3withSM2" : "SHA256withECDSA";
  }

  public static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z0-9 ]+-----", ""));
  }

  public static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
  }

  public static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
