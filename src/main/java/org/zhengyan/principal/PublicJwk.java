package org.zhengyan.principal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.VerificationKey;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A P-256 public key as a JWK (RFC 7517, RFC 7518 section 6.2.1), read strictly: coordinates of 32
 * octets in canonical base64url, on the curve; {@code use} and {@code alg} only as {@code sig} and
 * {@code ES256}. Private parts, certificates and URLs are refused, not ignored.
 *
 * <p>Without a {@code kid} of its own it is known by its thumbprint (RFC 7638).
 */
@JsonPropertyOrder({"kty", "crv", "kid", "use", "alg", "x", "y"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PublicJwk {
  private static final int LONGEST_KID = 128;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String kid;
  private final String x;
  private final String y;
  private final VerificationKey key;

  /** The members as they stand on the wire. */
  public record Members(
      @Nullable String kty,
      @Nullable String crv,
      @Nullable String x,
      @Nullable String y,
      @Nullable String kid,
      @Nullable String use,
      @Nullable String alg) {

    /**
     * The key.
     *
     * @throws InvalidKey naming the member that is wrong
     */
    public PublicJwk check() throws InvalidKey {
      requireOnly("kty", "EC", kty, true);
      requireOnly("crv", "P-256", crv, true);
      requireOnly("use", "sig", use, false);
      requireOnly("alg", "ES256", alg, false);
      if (kid != null && (kid.isEmpty() || kid.length() > LONGEST_KID || !visible(kid))) {
        throw new InvalidKey("kid has 1 to " + LONGEST_KID + " visible ASCII characters");
      }
      if (x == null || y == null) {
        throw new InvalidKey("x and y are required");
      }
      byte[] point = new byte[65];
      point[0] = 4;
      System.arraycopy(coordinate("x", x), 0, point, 1, 32);
      System.arraycopy(coordinate("y", y), 0, point, 33, 32);
      VerificationKey key =
          VerificationKey.of(
              new SubjectPublicKeyInfo(
                  new AlgorithmIdentifier(
                      X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
                  point));
      return new PublicJwk(kid == null ? thumbprint(x, y) : kid, x, y, key);
    }

    private static void requireOnly(
        String member, String only, @Nullable String value, boolean required) throws InvalidKey {
      if (value == null ? required : !value.equals(only)) {
        throw new InvalidKey(member + " is " + only);
      }
    }

    private static boolean visible(String text) {
      return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static byte[] coordinate(String member, String text) throws InvalidKey {
      try {
        byte[] octets = Base64.getUrlDecoder().decode(text);
        // Encoding it again refuses padding and stray bits.
        if (octets.length == 32
            && Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(text)) {
          return octets;
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
      throw new InvalidKey(member + " is 32 octets in base64url without padding");
    }
  }

  private PublicJwk(String kid, String x, String y, VerificationKey key) {
    this.kid = kid;
    this.x = x;
    this.y = y;
    this.key = key;
  }

  /**
   * Reads JSON text.
   *
   * @throws InvalidKey for anything but a P-256 public key
   */
  public static PublicJwk parse(String json) throws InvalidKey {
    Members members;
    try {
      members = JSON.readValue(json, Members.class);
    } catch (JacksonException e) {
      throw new InvalidKey("it is no JWK with the members kty, crv, x, y, kid, use, alg alone");
    }
    if (members == null) {
      throw new InvalidKey("it is no JWK");
    }
    return members.check();
  }

  /**
   * The key that a caller sent as a member of a body.
   *
   * @throws Refusal {@code refused-by-rule} at that pointer
   */
  public static PublicJwk require(Members members, String pointer) {
    try {
      return members.check();
    } catch (InvalidKey e) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, pointer, "key-invalid", String.valueOf(e.getMessage()));
    }
  }

  @JsonProperty
  public String kty() {
    return "EC";
  }

  @JsonProperty
  public String crv() {
    return "P-256";
  }

  @JsonProperty
  public String kid() {
    return kid;
  }

  @JsonProperty
  public String use() {
    return "sig";
  }

  @JsonProperty
  public String alg() {
    return "ES256";
  }

  @JsonProperty
  public String x() {
    return x;
  }

  @JsonProperty
  public String y() {
    return y;
  }

  /** The kept key object: verifying with it is twice as fast as with a fresh one. */
  @JsonIgnore
  public VerificationKey key() {
    return key;
  }

  /** RFC 7638: base64url of the SHA-256 of the required members in their order. */
  @JsonIgnore
  public String thumbprint() {
    return thumbprint(x, y);
  }

  public String json() {
    return JSON.writeValueAsString(this);
  }

  private static String thumbprint(String x, String y) {
    String members = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
