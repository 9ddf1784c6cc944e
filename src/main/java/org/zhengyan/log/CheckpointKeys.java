package org.zhengyan.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;

/**
 * Signs checkpoints with {@code checkpoint-p256} and {@code checkpoint-sm2}, and verifies them with
 * these and the retired keys of the same names.
 *
 * <p>Keys come from the {@link KeyVault} alone, never from the database that they are to convict.
 */
@Component
class CheckpointKeys {
  private final KeyVault vault;
  private final Map<String, List<NoteKey>> known = new ConcurrentHashMap<>();

  CheckpointKeys(KeyVault vault) {
    this.vault = vault;
  }

  /**
   * Signs a tree head in both suites.
   *
   * @throws KeyUnavailable when one of the keys cannot sign now
   */
  Checkpoint sign(String origin, long size, byte[] root) {
    String text = Checkpoint.text(origin, size, root);
    List<SignedNote.Line> lines = new ArrayList<>();
    for (Suite suite : Suite.values()) {
      Signer signer = vault.load(name(suite)).signer();
      NoteKey key = noteKey(origin, signer.publicKey());
      byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
      lines.add(new SignedNote.Line(origin, key.id(), signature));
    }
    return new Checkpoint(origin, size, root, new SignedNote(text, lines).format());
  }

  /**
   * Checks that each line is a valid signature of a key of ours, and that each suite has one.
   *
   * @throws InvalidCheckpoint otherwise
   */
  void verify(Checkpoint checkpoint) throws InvalidCheckpoint {
    SignedNote note = SignedNote.parse(checkpoint.note());
    byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
    Set<Suite> signed = EnumSet.noneOf(Suite.class);
    for (SignedNote.Line line : note.signatures()) {
      NoteKey key =
          of(checkpoint.origin()).stream()
              .filter(candidate -> candidate.made(line))
              .findFirst()
              .orElseThrow(
                  () -> new InvalidCheckpoint("signed by a key that is not ours: " + line.keyName()));
      if (!key.key().verify(text, line.signature()) || !signed.add(key.suite())) {
        throw new InvalidCheckpoint("the " + key.suite().wire() + " signature is not valid");
      }
    }
    if (signed.size() != Suite.values().length) {
      throw new InvalidCheckpoint("not signed in every suite");
    }
  }

  /** The note with the lines of one suite alone; of those that this node has verified. */
  String inSuite(Checkpoint checkpoint, Suite suite) {
    try {
      SignedNote note = SignedNote.parse(checkpoint.note());
      List<SignedNote.Line> lines =
          note.signatures().stream()
              .filter(
                  line ->
                      of(checkpoint.origin()).stream()
                          .anyMatch(key -> key.suite() == suite && key.made(line)))
              .toList();
      return new SignedNote(note.text(), lines).format();
    } catch (InvalidCheckpoint e) {
      throw new DamagedLog("a checkpoint that was kept cannot be read", e);
    }
  }

  /** PEM: the certificates of all keys in use and retired, each suite's followed by its root. */
  String certificates() {
    StringBuilder pem = new StringBuilder();
    for (Suite suite : Suite.values()) {
      List<X509CertificateHolder> all = new ArrayList<>(List.of(vault.load(name(suite)).certificate()));
      all.addAll(vault.retired(name(suite)));
      all.add(vault.root(suite));
      all.forEach(certificate -> pem.append(pem(certificate)));
    }
    return pem.toString();
  }

  /**
   * PEM: the certificate of the key that made a checkpoint's signature in that suite, then its root.
   *
   * @throws InvalidCheckpoint when no key of ours did
   */
  String certificate(Checkpoint checkpoint, Suite suite) throws InvalidCheckpoint {
    List<SignedNote.Line> lines = SignedNote.parse(checkpoint.note()).signatures();
    List<X509CertificateHolder> candidates =
        new ArrayList<>(List.of(vault.load(name(suite)).certificate()));
    candidates.addAll(vault.retired(name(suite)));
    for (X509CertificateHolder certificate : candidates) {
      NoteKey key = noteKey(checkpoint.origin(), certificate.getSubjectPublicKeyInfo());
      if (lines.stream().anyMatch(key::made)) {
        return pem(certificate) + pem(vault.root(suite));
      }
    }
    throw new InvalidCheckpoint("not signed in " + suite.wire());
  }

  private static String pem(X509CertificateHolder certificate) {
    try {
      return Pem.encode("CERTIFICATE", certificate.toASN1Structure().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The keys in use and the retired ones, under the log's name. */
  List<NoteKey> of(String origin) {
    return known.computeIfAbsent(
        origin,
        name -> {
          List<NoteKey> keys = new ArrayList<>();
          for (Suite suite : Suite.values()) {
            keys.add(noteKey(origin, vault.load(name(suite)).signer().publicKey()));
            for (X509CertificateHolder retired : vault.retired(name(suite))) {
              keys.add(noteKey(origin, retired.getSubjectPublicKeyInfo()));
            }
          }
          return List.copyOf(keys);
        });
  }

  private static String name(Suite suite) {
    return "checkpoint-" + suite.wire();
  }

  private static NoteKey noteKey(String origin, SubjectPublicKeyInfo publicKey) {
    try {
      return NoteKey.of(origin, publicKey);
    } catch (InvalidKey e) {
      throw new KeyUnavailable("a checkpoint key is not of our suites: " + e.getMessage(), e);
    }
  }
}
