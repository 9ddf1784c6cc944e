package org.zhengyan.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.Suite;

class CheckpointTest {
  private static final String ORIGIN = "verify.example.org/log";
  private static final byte[] ROOT = Sha256.of("root".getBytes(UTF_8));

  private final CheckpointKeys keys = new CheckpointKeys(TestLog.VAULT);
  private final Checkpoint checkpoint = keys.sign(ORIGIN, 20_852_163, ROOT);

  @Test
  void isASignedNoteOfThreeLinesInBothSuites() throws Exception {
    String[] lines = checkpoint.note().split("\n", -1);
    assertThat(lines).hasSize(7);
    assertThat(lines[0]).isEqualTo(ORIGIN);
    assertThat(lines[1]).isEqualTo("20852163");
    assertThat(lines[2]).isEqualTo(base64(ROOT));
    assertThat(lines[3]).isEmpty();
    assertThat(lines[4]).startsWith("\u2014 " + ORIGIN + " ");
    assertThat(lines[5]).startsWith("\u2014 " + ORIGIN + " ");
    assertThat(lines[6]).isEmpty();
    assertThat(Checkpoint.parse(checkpoint.note())).usingRecursiveComparison().isEqualTo(checkpoint);
    assertThatCode(() -> keys.verify(checkpoint)).doesNotThrowAnyException();
  }

  /** As C2SP signed-note has it for type 0x02, without any code of ours. */
  @Test
  void carriesAnEcdsaSignatureThatTheSpecificationAloneVerifies() throws Exception {
    byte[] publicKey =
        TestLog.VAULT.load("checkpoint-p256").signer().publicKey().getEncoded("DER");
    int split = checkpoint.note().lastIndexOf("\n\n");
    String text = checkpoint.note().substring(0, split + 1);
    byte[] keyId = Arrays.copyOf(Sha256.of(publicKey), 4);
    byte[] signature =
        Arrays.stream(checkpoint.note().substring(split + 2).split("\n", -1))
            .filter(line -> !line.isEmpty())
            .map(line -> Base64.getDecoder().decode(line.split(" ", -1)[2]))
            .filter(octets -> Arrays.equals(Arrays.copyOf(octets, 4), keyId))
            .map(octets -> Arrays.copyOfRange(octets, 4, octets.length))
            .findFirst()
            .orElseThrow();
    Signature ecdsa = Signature.getInstance("SHA256withECDSA");
    ecdsa.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(publicKey)));
    ecdsa.update(text.getBytes(UTF_8));
    assertThat(ecdsa.verify(signature)).isTrue();
  }

  @Test
  void numbersItsKeysAsDocumented() throws Exception {
    for (NoteKey key : keys.of(ORIGIN)) {
      String[] parts = key.verifierKey().split("\\+", 3);
      byte[] typed = Base64.getDecoder().decode(parts[2]);
      byte[] spki = key.publicKey().getEncoded("DER");
      assertThat(parts[0]).isEqualTo(ORIGIN);
      byte[] type = Arrays.copyOf(typed, typed.length - spki.length);
      byte[] hash =
          key.suite() == Suite.P256
              ? Sha256.of(spki)
              : Sha256.of((ORIGIN + "\n").getBytes(UTF_8), type, spki);
      assertThat(Integer.parseUnsignedInt(parts[1], 16)).isEqualTo(ByteBuffer.wrap(hash).getInt());
      assertThat(type[0]).isEqualTo((byte) (key.suite() == Suite.P256 ? 0x02 : 0xff));
    }
  }

  @Test
  void refusesEveryChangedCharacter() {
    String note = checkpoint.note();
    for (int i = 0; i < note.length(); i++) {
      for (char other : new char[] {'A', 'Q', '9', '\n', ' ', '+'}) {
        if (note.charAt(i) != other) {
          String changed = note.substring(0, i) + other + note.substring(i + 1);
          assertThatThrownBy(() -> keys.verify(Checkpoint.parse(changed)))
              .as("character %d of %s", i, note.length())
              .isInstanceOf(InvalidCheckpoint.class);
        }
      }
    }
  }

  @Test
  void refusesANoteThatLacksASuite() throws Exception {
    SignedNote note = SignedNote.parse(checkpoint.note());
    for (SignedNote.Line line : note.signatures()) {
      String single = new SignedNote(note.text(), List.of(line)).format();
      assertThatThrownBy(() -> keys.verify(Checkpoint.parse(single)))
          .isInstanceOf(InvalidCheckpoint.class)
          .hasMessage("not signed in every suite");
      String twice = new SignedNote(note.text(), List.of(line, line)).format();
      assertThatThrownBy(() -> keys.verify(Checkpoint.parse(twice))).isInstanceOf(InvalidCheckpoint.class);
    }
  }

  @Test
  void refusesASignatureOfAnotherTree() throws Exception {
    SignedNote note = SignedNote.parse(checkpoint.note());
    String other =
        new SignedNote(Checkpoint.text(ORIGIN, 20_852_164, ROOT), note.signatures()).format();
    assertThatThrownBy(() -> keys.verify(Checkpoint.parse(other)))
        .isInstanceOf(InvalidCheckpoint.class)
        .hasMessageContaining("signature is not valid");
  }

  @Test
  void refusesWhatALogWouldNotWrite() {
    String signatures = checkpoint.note().substring(checkpoint.note().lastIndexOf("\n\n") + 1);
    String root = base64(ROOT);
    for (String text :
        List.of(
            "",
            ORIGIN + "\n1\n",
            ORIGIN + "\n1\n" + root + "\nextension\n",
            ORIGIN + "\n01\n" + root + "\n",
            ORIGIN + "\n+1\n" + root + "\n",
            ORIGIN + "\n-1\n" + root + "\n",
            ORIGIN + "\n0\n" + root + "\n",
            ORIGIN + "\n99999999999999999999\n" + root + "\n",
            ORIGIN + "\n1\n" + root.substring(4) + "\n",
            ORIGIN + "\n1\n" + root.replace("=", "") + "\n",
            "a b\n1\n" + root + "\n",
            "a+b\n1\n" + root + "\n",
            "\n1\n" + root + "\n")) {
      assertThatThrownBy(() -> Checkpoint.parse(text + signatures))
          .as(text)
          .isInstanceOf(InvalidCheckpoint.class);
    }
    assertThatThrownBy(() -> Checkpoint.parse("x".repeat(70_000))).isInstanceOf(InvalidCheckpoint.class);
    assertThatThrownBy(() -> Checkpoint.parse(ORIGIN + "\n1\n" + root + "\n\n\u2014 n QUJDRA==\n"))
        .isInstanceOf(InvalidCheckpoint.class)
        .hasMessage("a signature is too short");
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
