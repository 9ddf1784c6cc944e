package org.zhengyan.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The keys that this node can use, by name.
 *
 * <p>Names: {@code ca-organ}, {@code ca-institution}, {@code ocsp-organ}, {@code ocsp-institution},
 * {@code checkpoint}, {@code receipt}, {@code tsa} and {@code seal}, each with {@code -sm2} or {@code
 * -p256}; {@code seal-maker-sm2} and {@code token-p256}. Roots are known by certificate only: their keys are offline.
 *
 * <p>A directory holds {@code NAME.crt} for each. The key itself is in {@code NAME.p12} beside it,
 * or else in the PKCS#11 token. Each is opened when it is first asked for and then kept.
 * Thread-safe.
 */
public class KeyVault {
  private static final byte[] PROBE = "ZHENGYAN KEY PROBE 1".getBytes(StandardCharsets.US_ASCII);

  private static final int MAX_CRL = 256 * 1024;

  private final Path directory;
  private final List<KeyDoor> doors;
  private final Map<String, KeyEntry> opened = new ConcurrentHashMap<>();

  KeyVault(Path directory, List<KeyDoor> doors) {
    this.directory = directory;
    this.doors = List.copyOf(doors);
  }

  /** The keys of a directory of PKCS#12 files alone. */
  public static KeyVault ofDirectory(Path directory, char[] password) {
    return new KeyVault(directory, List.of(new Pkcs12Directory(directory, password)));
  }

  /**
   * The entry of that name.
   *
   * @throws KeyUnavailable when it is not configured or cannot be opened
   */
  public KeyEntry load(String name) {
    KeyEntry known = opened.get(name);
    return known != null ? known : opened.computeIfAbsent(name, this::open);
  }

  /**
   * What encryption keys of holders are kept with.
   *
   * @throws KeyUnavailable when there is no such certificate; the key itself is opened when it is used
   */
  public EscrowKey escrow() {
    List<X509CertificateHolder> chain = certificates(EscrowKey.NAME);
    return new EscrowKey(chain.getFirst(), () -> agreement(EscrowKey.NAME, chain.getFirst()));
  }

  private KeyDoor.Agreement agreement(String name, X509CertificateHolder certificate) {
    return doors.stream()
        .filter(door -> door.holds(name))
        .findFirst()
        .orElseThrow(
            () -> new KeyUnavailable("the private key " + name + " is neither in a file nor in a token"))
        .agreement(name, certificate);
  }

  /** The certificate of a suite's root, self-signed. */
  public X509CertificateHolder root(Suite suite) {
    return certificates(KeyPlan.root(suite)).getFirst();
  }

  /** The certificate of the named key, without opening the key. */
  public X509CertificateHolder certificate(String name) {
    return certificates(name).getFirst();
  }

  /**
   * The certificates of keys that had this name before, oldest file name first: they sign no more,
   * but what they signed is still checked. Files {@code retired/NAME-*.crt}.
   */
  public List<X509CertificateHolder> retired(String name) {
    Path retired = directory.resolve(KeyCeremony.RETIRED_DIRECTORY);
    if (!Files.isDirectory(retired)) {
      return List.of();
    }
    return CertificateFiles.names(retired).stream()
        .filter(file -> file.startsWith(name + "-"))
        .map(file -> CertificateFiles.read(CertificateFiles.file(retired, file)).getFirst())
        .toList();
  }

  /**
   * The CRL of a suite's root as its file {@code root-SUITE.crl} now stands, DER: which keys of ours the
   * root took back. Empty while the root has taken none back and there is no file.
   *
   * @throws KeyUnavailable when there is a file that cannot be read
   */
  public Optional<byte[]> rootCrl(Suite suite) {
    Path file = directory.resolve(KeyPlan.root(suite) + ".crl");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(MAX_CRL));
    } catch (IOException e) {
      throw new KeyUnavailable(file + " cannot be read", e);
    }
  }

  /** Signs a probe with the named key, or opens one with the escrow key: what readiness asks. */
  public boolean available(String name) {
    try {
      if (name.equals(EscrowKey.NAME)) {
        EscrowKey escrow = escrow();
        return Arrays.equals(escrow.open(escrow.seal(PROBE, PROBE), PROBE), PROBE);
      }
      KeyEntry entry = load(name);
      byte[] signature = entry.signer().sign(PROBE);
      return VerificationKey.of(entry.signer().publicKey()).verify(PROBE, signature);
    } catch (KeyUnavailable | InvalidKey e) {
      return false;
    }
  }

  private KeyEntry open(String name) {
    List<X509CertificateHolder> chain = certificates(name);
    X509CertificateHolder certificate = chain.getFirst();
    for (KeyDoor door : doors) {
      if (door.holds(name)) {
        Signer signer = door.open(name, certificate);
        if (!signer.publicKey().equals(certificate.getSubjectPublicKeyInfo())) {
          throw new KeyUnavailable("the key " + name + " is not the one in its certificate");
        }
        return new KeyEntry(name, signer, chain);
      }
    }
    throw new KeyUnavailable("the private key " + name + " is neither in a file nor in a token");
  }

  private List<X509CertificateHolder> certificates(String name) {
    if (KeyPlan.find(name).isEmpty()) {
      throw new KeyUnavailable("no key is named " + name);
    }
    return CertificateFiles.read(CertificateFiles.file(directory, name));
  }
}
