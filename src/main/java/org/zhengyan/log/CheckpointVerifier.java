package org.zhengyan.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.Suite;
import org.zhengyan.keys.VerificationKey;

/**
 * Checks checkpoints as a stranger does: with keys that were proven to be the log's, under the name
 * that the checkpoint has.
 *
 * <p>Lines of other keys are ignored (C2SP signed-note); a line of one of these keys that does not
 * verify is an error.
 */
public final class CheckpointVerifier {
  private final List<VerificationKey> keys;

  public CheckpointVerifier(List<VerificationKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * @throws InvalidCheckpoint unless each suite has a valid signature
   */
  public void verify(Checkpoint checkpoint) throws InvalidCheckpoint {
    Set<Suite> missing = EnumSet.allOf(Suite.class);
    missing.removeAll(signedIn(checkpoint));
    if (!missing.isEmpty()) {
      throw new InvalidCheckpoint("not signed by a known key of the log in " + missing.iterator().next().wire());
    }
  }

  /**
   * The suites in which one of the keys signed.
   *
   * @throws InvalidCheckpoint when a line names one of the keys and does not verify
   */
  public Set<Suite> signedIn(Checkpoint checkpoint) throws InvalidCheckpoint {
    SignedNote note = SignedNote.parse(checkpoint.note());
    byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
    Set<Suite> signed = EnumSet.noneOf(Suite.class);
    for (NoteKey key : noteKeys(checkpoint.origin())) {
      for (SignedNote.Line line : note.signatures()) {
        if (key.made(line)) {
          if (!key.key().verify(text, line.signature())) {
            throw new InvalidCheckpoint("the " + key.suite().wire() + " signature is not valid");
          }
          signed.add(key.suite());
        }
      }
    }
    return signed;
  }

  private List<NoteKey> noteKeys(String origin) throws InvalidCheckpoint {
    List<NoteKey> named = new ArrayList<>();
    for (VerificationKey key : keys) {
      try {
        named.add(NoteKey.of(origin, key.publicKey()));
      } catch (InvalidKey e) {
        throw new InvalidCheckpoint("a key is of no suite");
      }
    }
    return named;
  }
}
