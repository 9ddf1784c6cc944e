package org.zhengyan.x509.issuing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What all certificates of one kind have in common; data, in {@code x509/issuing/NAME.properties}.
 *
 * @param name of the file
 * @param validity how long a certificate may at most be valid
 * @param keyUsage names of RFC 5280 section 4.2.1.3, in its order
 * @param extendedKeyUsage may be empty: then the extension is absent
 * @param policies at least one
 * @param usccExtension the private extension that repeats the code as a PrintableString, since
 *     readers in the field look there (GB/T 20518-2018 section 5.2.4.2.19 and after)
 */
public record CertificateProfile(
    String name,
    Period validity,
    List<String> keyUsage,
    List<ASN1ObjectIdentifier> extendedKeyUsage,
    List<ASN1ObjectIdentifier> policies,
    ASN1ObjectIdentifier usccExtension) {

  private static final Map<String, Integer> USAGES =
      Map.of(
          "digitalSignature", KeyUsage.digitalSignature,
          "nonRepudiation", KeyUsage.nonRepudiation,
          "keyEncipherment", KeyUsage.keyEncipherment,
          "dataEncipherment", KeyUsage.dataEncipherment,
          "keyAgreement", KeyUsage.keyAgreement);
  private static final Set<String> MEMBERS =
      Set.of("validity", "keyUsage", "extendedKeyUsage", "policies", "usccExtension");

  public CertificateProfile {
    keyUsage = List.copyOf(keyUsage);
    extendedKeyUsage = List.copyOf(extendedKeyUsage);
    policies = List.copyOf(policies);
    if (validity.isZero() || validity.isNegative() || keyUsage.isEmpty() || policies.isEmpty()) {
      throw new IllegalArgumentException(
          "profile " + name + " needs a validity, a key usage and a policy");
    }
    if (!USAGES.keySet().containsAll(keyUsage)) {
      throw new IllegalArgumentException(
          "profile " + name + " names a key usage that no body's certificate has");
    }
  }

  /**
   * Reads a profile from the class path.
   *
   * @throws IllegalArgumentException when there is none, a member is missing, or one is unknown
   */
  public static CertificateProfile load(String name) {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("no profile has such a name");
    }
    Properties members = new Properties();
    try (InputStream in =
        CertificateProfile.class.getResourceAsStream("/x509/issuing/" + name + ".properties")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no profile " + name);
      }
      members.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("the profile " + name + " cannot be read", e);
    }
    if (!members.stringPropertyNames().equals(MEMBERS)) {
      throw new IllegalArgumentException("the profile " + name + " must have exactly " + MEMBERS);
    }
    return new CertificateProfile(
        name,
        Period.parse(members.getProperty("validity").strip()),
        list(members.getProperty("keyUsage")),
        oids(members.getProperty("extendedKeyUsage")),
        oids(members.getProperty("policies")),
        new ASN1ObjectIdentifier(members.getProperty("usccExtension").strip()));
  }

  /** The same profile with the code in another extension. */
  public CertificateProfile withUsccExtension(String oid) {
    return new CertificateProfile(
        name, validity, keyUsage, extendedKeyUsage, policies, new ASN1ObjectIdentifier(oid));
  }

  /**
   * The last second of the longest validity that begins then (RFC 5280 section 4.1.2.5: inclusive).
   */
  public Instant lastSecond(Instant notBefore) {
    return notBefore.atZone(ZoneOffset.UTC).plus(validity).toInstant().minusSeconds(1);
  }

  /** SHA-256 over everything that the profile says: what an approval can name. */
  public byte[] digest() {
    return Sha256.digest(toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The bits of {@link #keyUsage}. */
  int keyUsageBits() {
    return keyUsage.stream()
        .mapToInt(usage -> USAGES.getOrDefault(usage, 0))
        .reduce(0, (a, b) -> a | b);
  }

  private static List<ASN1ObjectIdentifier> oids(String text) {
    return list(text).stream().map(ASN1ObjectIdentifier::new).toList();
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }
}
