package org.zhengyan.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/**
 * A key that signs notes: its name, its number, and its public side.
 *
 * <p>P-256 has signature type 0x02, its number being the first four bytes of SHA-256(SPKI), as C2SP
 * signed-note gives it. SM2 has none assigned there, so it is 0xff followed by the OID of
 * SM2-with-SM3 in decimal, and its number is the first four bytes of SHA-256(name ‖ LF ‖ type ‖
 * SPKI). Both signatures are DER {@code SEQUENCE {r, s}} over the text.
 */
record NoteKey(String name, int id, VerificationKey key, SubjectPublicKeyInfo publicKey) {
  private static final byte[] P256_TYPE = {0x02};
  private static final byte[] SM2_TYPE = ("\u00ff" + "1.2.156.10197.1.501").getBytes(StandardCharsets.ISO_8859_1);

  static NoteKey of(String name, SubjectPublicKeyInfo publicKey) throws InvalidKey {
    VerificationKey key = VerificationKey.of(publicKey);
    byte[] spki = encoded(publicKey);
    byte[] hash =
        switch (key.suite()) {
          case P256 -> Sha256.of(spki);
          case SM2 -> Sha256.of((name + '\n').getBytes(StandardCharsets.UTF_8), SM2_TYPE, spki);
        };
    return new NoteKey(name, ByteBuffer.wrap(hash).getInt(), key, publicKey);
  }

  Suite suite() {
    return key.suite();
  }

  boolean made(SignedNote.Line line) {
    return line.keyId() == id && line.keyName().equals(name);
  }

  /** What a verifier is configured with: {@code name+number+base64(type ‖ SPKI)}. */
  String verifierKey() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(suite() == Suite.P256 ? P256_TYPE : SM2_TYPE);
    octets.writeBytes(encoded(publicKey));
    return name
        + '+'
        + HexFormat.of().toHexDigits(id)
        + '+'
        + Base64.getEncoder().encodeToString(octets.toByteArray());
  }

  private static byte[] encoded(SubjectPublicKeyInfo publicKey) {
    try {
      return publicKey.getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
