import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Makes a credential to try the holder's page with: a P-256 key, its certificate for a body of the dev
 * profile, issued by clerk and reviewer, and both in one file, the key encrypted with a password.
 *
 * <pre>java src/examples/platform/DemoCredential.java FILE PASSWORD [USCC] [SERVICE] [CLIENT-KEYS]</pre>
 */
final class DemoCredential {
  private static final String NANJING_EDUCATION = "11320100MB9000015T";
  private static final int ITERATIONS = 600_000;

  private DemoCredential() {}

  public static void main(String[] words) throws IOException, GeneralSecurityException {
    if (words.length < 2) {
      System.err.println("DemoCredential FILE PASSWORD [USCC] [SERVICE] [CLIENT-KEYS]");
      System.exit(2);
    }
    String uscc = words.length > 2 ? words[2] : NANJING_EDUCATION;
    URI service = URI.create(words.length > 3 ? words[3] : "http://localhost:8080");
    Path clients = Path.of(words.length > 4 ? words[4] : "keys-dev/clients");
    ZhengyanClient clerk = new ZhengyanClient(service, "demo-clerk", clients.resolve("demo-clerk.jwk.json"));
    ZhengyanClient reviewer = new ZhengyanClient(service, "demo-reviewer", clients.resolve("demo-reviewer.jwk.json"));

    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = generator.generateKeyPair();
    String applications = "/api/v1/certificate-applications";
    Map<String, Object> application =
        clerk.post(
            applications,
            Map.of("uscc", uscc, "suite", "p256", "csr", request(key), "holder", "示例办事员"),
            UUID.randomUUID().toString());
    Map<String, Object> issued =
        reviewer.post(
            applications + "/" + application.get("id") + "/approval",
            Map.of("digest", application.get("digest")),
            UUID.randomUUID().toString());
    Files.writeString(
        Path.of(words[0]), issued.get("certificate") + encrypted(key, words[1].toCharArray()));
    System.out.println("Certificate " + issued.get("serial") + " of " + uscc + " and its key are in " + words[0]);
  }

  /** PKCS#10 (RFC 2986) with an empty subject: the subject of the certificate comes from the registry. */
  private static String request(KeyPair key) throws GeneralSecurityException {
    byte[] info =
        der(0x30, der(0x02, new byte[1]), der(0x30), key.getPublic().getEncoded(), der(0xA0));
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key.getPrivate());
    signer.update(info);
    byte[] ecdsaWithSha256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    return pem(
        "CERTIFICATE REQUEST", der(0x30, info, ecdsaWithSha256, der(0x03, new byte[1], signer.sign())));
  }

  /** PKCS#8 under PBES2 (RFC 8018): AES-256, PBKDF2 with HMAC-SHA-256. */
  private static String encrypted(KeyPair key, char[] password) throws GeneralSecurityException, IOException {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
        new PBEParameterSpec(salt, ITERATIONS));
    byte[] pbes2 = HexFormat.of().parseHex("06092a864886f70d01050d");
    byte[] secret = cipher.doFinal(key.getPrivate().getEncoded());
    return pem(
        "ENCRYPTED PRIVATE KEY",
        der(0x30, der(0x30, pbes2, cipher.getParameters().getEncoded()), der(0x04, secret)));
  }

  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      all.writeBytes(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = all.size();
    if (length >= 0x100) {
      out.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
    } else if (length >= 0x80) {
      out.writeBytes(new byte[] {(byte) 0x81, (byte) length});
    } else {
      out.write(length);
    }
    out.writeBytes(all.toByteArray());
    return out.toByteArray();
  }

  private static String pem(String type, byte[] der) {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }
}
