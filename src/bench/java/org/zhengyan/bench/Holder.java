package org.zhengyan.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import tools.jackson.databind.JsonNode;

/** A body with a certificate, and what it does with its key: prove possession, sign challenges. */
final class Holder {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  final String uscc;
  final String name;
  final String suite;
  private final KeyPair key;
  private final Provider signs;
  private String pem = "";
  private byte[] certificateSha256 = new byte[0];

  private Holder(String uscc, String name, String suite, KeyPair key) {
    this.uscc = uscc;
    this.name = name;
    this.suite = suite;
    this.key = key;
    // What a holder's own machine does is not measured, and should take little from what is.
    this.signs = suite.equals("sm2") ? BC : AmazonCorrettoCryptoProvider.INSTANCE;
  }

  /** A new key for the body; the certificate comes with {@link #issue}. */
  static Holder of(String uscc, String name, String suite) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
    generator.initialize(new ECGenParameterSpec(suite.equals("sm2") ? "sm2p256v1" : "secp256r1"));
    return new Holder(uscc, name, suite, generator.generateKeyPair());
  }

  /** Registers a public institution with a code that holds, by two persons. */
  static String register(ApiClient clerk, ApiClient reviewer, String name) throws Exception {
    String uscc = randomUscc();
    JsonNode change =
        clerk.put(
            "/api/v1/institutions/" + uscc,
            Map.ofEntries(
                Map.entry("kind", "publicInstitution"),
                Map.entry("names", List.of(name)),
                Map.entry("abbreviations", List.of()),
                Map.entry("division", "320100"),
                Map.entry("address", "南京市"),
                Map.entry("head", "测试"),
                Map.entry("authority", "南京市事业单位登记管理局"),
                Map.entry("issuedOn", LocalDate.now().minusDays(1).toString()),
                Map.entry("status", "normal"),
                Map.entry("validFrom", LocalDate.now().minusDays(1).toString()),
                Map.entry("validTo", LocalDate.now().plusYears(4).toString()),
                Map.entry("purpose", "压力测试"),
                Map.entry("funding", "财政补助"),
                Map.entry("capital", "100万元"),
                Map.entry("sponsors", List.of())));
    reviewer.post(
        "/api/v1/registry-changes/" + change.get("change").asString() + "/approval",
        Map.of("digest", change.get("digest").asString()));
    return uscc;
  }

  /** Applies and is approved: one whole issuance; the serial. */
  String issue(ApiClient clerk, ApiClient reviewer) throws Exception {
    JsonNode application =
        clerk.post("/api/v1/certificate-applications", Map.of("uscc", uscc, "suite", suite, "csr", csr()));
    JsonNode issued =
        reviewer.post(
            "/api/v1/certificate-applications/" + application.get("id").asString() + "/approval",
            Map.of("digest", application.get("digest").asString()));
    pem = issued.get("certificate").asString();
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    certificateSha256 = MessageDigest.getInstance("SHA-256").digest(der);
    return issued.get("serial").asString();
  }

  /** The evidence for a challenge (base64url), signed as the contract says. */
  Map<String, Object> evidence(String challenge) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(), signs);
    signature.initSign(key.getPrivate());
    signature.update(Base64.getUrlDecoder().decode(challenge));
    signature.update(
        ("certificate: sha256:" + HexFormat.of().formatHex(certificateSha256) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    return Map.of(
        "kind", "signature",
        "certificate", pem,
        "signature", Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign()));
  }

  private String csr() throws Exception {
    byte[] der =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=request"), key.getPublic())
            .build(new JcaContentSignerBuilder(algorithm()).setProvider(BC).build(key.getPrivate()))
            .getEncoded();
    return "-----BEGIN CERTIFICATE REQUEST-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE REQUEST-----\n";
  }

  private String algorithm() {
    return suite.equals("sm2") ? "SM3withSM2" : "SHA256withECDSA";
  }

  /** 12, Nanjing, a random organisation code, and both check characters (GB 11714, GB 32100). */
  private static String randomUscc() {
    StringBuilder organisation = new StringBuilder();
    SecureRandom random = new SecureRandom();
    int[] weights = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int weight : weights) {
      int digit = random.nextInt(10);
      organisation.append(digit);
      sum += digit * weight;
    }
    int check = 11 - sum % 11;
    String code = "12320100" + organisation + (check == 10 ? "X" : check == 11 ? "0" : Integer.toString(check));
    int total = 0;
    for (int i = 0; i < 17; i++) {
      int weight = BigInteger.valueOf(3).modPow(BigInteger.valueOf(i), BigInteger.valueOf(31)).intValue();
      total += ALPHABET.indexOf(code.charAt(i)) * weight;
    }
    return code + ALPHABET.charAt((31 - total % 31) % 31);
  }
}
