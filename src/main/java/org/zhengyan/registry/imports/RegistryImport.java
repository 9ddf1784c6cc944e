package org.zhengyan.registry.imports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;

/**
 * A file of bodies on its way into the registry.
 *
 * @param sequence what lists are paged by
 * @param division of the uploader's authority; once it is submitted, the smallest that holds every body
 * @param sha256 of the whole file, once it is whole
 * @param percent of the checking
 * @param fresh rows of bodies that are new
 * @param changed rows that differ from the registry; rows that do not are {@code unchanged}
 * @param faults how many the report has, those beyond the ones kept included
 * @param conflicts rows whose body got another version before they were applied
 * @param digest what an approval names: over the rows and the versions they change
 * @param proposal null until it is submitted
 */
public record RegistryImport(
    String id,
    long sequence,
    String name,
    Division division,
    State state,
    PersonId uploadedBy,
    String uploadedByClient,
    Instant uploadedAt,
    long size,
    int parts,
    @Nullable String sha256,
    int percent,
    int rows,
    int fresh,
    int changed,
    int unchanged,
    int faults,
    int chunks,
    int chunksDone,
    int conflicts,
    @Nullable String digest,
    @Nullable String proposal,
    @Nullable Instant finishedAt) {

  /** Where it stands. */
  public enum State {
    UPLOADING("uploading"),
    CHECKING("checking"),
    /** Terminal: the report says what to correct, in a new file. */
    FAULTY("faulty"),
    CHECKED("checked"),
    SUBMITTED("submitted"),
    APPLYING("applying"),
    /** Terminal. */
    APPLIED("applied"),
    /** Terminal: chunks with a body that changed meanwhile were left out; the report names the rows. */
    APPLIED_IN_PART("appliedInPart"),
    /** Terminal: what was stored was not what had been approved, and nothing more of it was applied. */
    ALTERED("altered"),
    /** Terminal. */
    REFUSED("refused"),
    /** Terminal: nobody decided it in time. */
    LAPSED("lapsed");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }

    static State ofWire(String wire) {
      for (State state : values()) {
        if (state.wire.equals(wire)) {
          return state;
        }
      }
      throw new IllegalArgumentException(wire);
    }

    /** True while a node works on it. */
    public boolean moving() {
      return this == CHECKING || this == APPLYING;
    }
  }

  /** How far the work at hand is, from 0 to 100. */
  public int progress() {
    return switch (state) {
      case UPLOADING -> 0;
      case CHECKING -> percent;
      case APPLYING -> chunks == 0 ? 100 : chunksDone * 100 / chunks;
      default -> 100;
    };
  }
}
