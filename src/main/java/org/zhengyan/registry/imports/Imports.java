package org.zhengyan.registry.imports;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.LapsingProposals;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.principal.Proposal;
import org.zhengyan.principal.RandomId;
import org.zhengyan.registry.imports.RegistryImport.State;

/**
 * What the people of an authority do with an import; the work itself is {@link ImportRunner}'s. Acts join
 * the caller's transaction and demand one.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Imports implements LapsingProposals {
  public static final String KIND = "registry-import";

  /** The largest part. */
  public static final int PART = 256 << 10;

  private final ImportStore store;
  private final ImportParts parts;
  private final ImportChunks chunks;
  private final ImportReport report;
  private final Approvals approvals;
  private final EventLog log;
  private final ImportProperties properties;

  Imports(
      ImportStore store,
      ImportParts parts,
      ImportChunks chunks,
      ImportReport report,
      Approvals approvals,
      EventLog log,
      ImportProperties properties) {
    this.store = store;
    this.parts = parts;
    this.chunks = chunks;
    this.report = report;
    this.approvals = approvals;
    this.log = log;
    this.properties = properties;
  }

  /**
   * Begins one.
   *
   * @param name of the file, for people
   */
  public RegistryImport begin(Actor actor, String name) {
    Division division = Approvals.requireAuthority(actor);
    CallerText.require(name, "/name");
    if (store.openOf(actor.owner()) >= properties.open()) {
      throw Refusal.tooManyRequests(
          "at most " + properties.open() + " imports of a person are open at a time: end one first",
          java.time.Duration.ofHours(1));
    }
    RegistryImport begun = store.insert(RandomId.next(), name, division, actor);
    record("begun", begun, actor);
    return begun;
  }

  /**
   * Keeps a part; the same number again replaces it.
   *
   * @throws Refusal {@code too-large}, {@code wrong-state} once the file is checked
   */
  public RegistryImport put(Actor actor, String id, int number, byte[] bytes) {
    RegistryImport file = own(actor, id, State.UPLOADING);
    if (bytes.length == 0 || bytes.length > PART) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/data", "part-size", "a part has 1 to " + PART + " bytes");
    }
    if (number < 0 || file.size() + bytes.length > properties.size()) {
      throw Refusal.of(
          Problem.TOO_LARGE, "a file has at most " + properties.size() + " bytes; parts count from 0");
    }
    parts.put(id, number, bytes);
    return store.require(id);
  }

  /**
   * Says that the file is whole, and has it checked.
   *
   * @param sha256 in lower-case hex; null takes the file as it came
   */
  public RegistryImport check(Actor actor, String id, @Nullable String sha256) {
    own(actor, id, State.UPLOADING);
    if (!parts.whole(id)) {
      throw Refusal.of(Problem.WRONG_STATE, "parts are missing: they count from 0 without a gap");
    }
    String digest = digest(id);
    if (sha256 != null && !sha256.equals(digest)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/sha256", "file-altered", "the parts together have another digest");
    }
    store.startCheck(id, digest);
    RegistryImport checking = store.require(id);
    record("uploaded", checking, actor);
    return checking;
  }

  /** Hands the checked file to the second person. */
  public RegistryImport submit(Actor actor, String id) {
    RegistryImport file = own(actor, id, State.CHECKED);
    if (file.chunks() == 0) {
      throw Refusal.of(Problem.WRONG_STATE, "no row of the file changes anything: there is nothing to approve");
    }
    Proposal proposal =
        approvals.submit(actor, KIND, id, file.division(), String.valueOf(file.digest()));
    store.submitted(id, proposal.id());
    RegistryImport submitted = store.require(id);
    record("submitted", submitted, actor);
    return submitted;
  }

  /**
   * The second person agrees; a node begins to apply it.
   *
   * @throws Refusal those of {@link Approvals#approve}; {@code wrong-state} when a body changed meanwhile
   */
  public RegistryImport approve(Actor actor, String id, @Nullable String digest) {
    RegistryImport file = decide(actor, id, (proposal) -> approvals.approve(actor, KIND, proposal, digest));
    chunks
        .firstMoved(id)
        .ifPresent(
            line -> {
              throw Refusal.of(
                  Problem.WRONG_STATE,
                  "line " + line + ": the body got another version after the check; refuse it and import anew");
            });
    store.decided(id, State.APPLYING);
    record("approved", file, actor);
    return store.require(id);
  }

  public RegistryImport refuse(Actor actor, String id, String reason) {
    RegistryImport file = decide(actor, id, (proposal) -> approvals.refuse(actor, KIND, proposal, reason));
    store.decided(id, State.REFUSED);
    record("refused", file, actor);
    return store.require(id);
  }

  /** The import, for an authority that acts in its division. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public RegistryImport load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    RegistryImport file = store.require(id);
    Approvals.requireActsIn(actor, file.division());
    return file;
  }

  @Transactional(propagation = Propagation.SUPPORTS)
  public List<RegistryImport> list(Actor actor, PageRequest page) {
    return store.list(Approvals.requireAuthority(actor), page);
  }

  /** The report from after that number on. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public List<Fault> faults(Actor actor, String id, int after, int limit) {
    load(actor, id);
    return report.list(id, after, limit);
  }

  /** The rows of one chunk, as they would be applied. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public List<ImportRow> rows(Actor actor, String id, int chunk) {
    load(actor, id);
    return chunks.find(id, chunk).map(ImportRow::of).orElse(List.of());
  }

  /**
   * Runs a decision outside of any transaction; a conflict shows the import as it stands.
   */
  @Transactional(propagation = Propagation.NEVER)
  public <T> T showingConflicts(Actor actor, String id, Supplier<T> decision) {
    try {
      return decision.get();
    } catch (Refusal refusal) {
      if (refusal.problem() != Problem.WRONG_STATE) {
        throw refusal;
      }
      throw Refusal.conflict(
          Problem.WRONG_STATE, refusal.detail(), ImportResponse.of(load(actor, id)));
    }
  }

  @Override
  @Transactional(propagation = Propagation.SUPPORTS)
  public Set<String> kinds() {
    return Set.of(KIND);
  }

  @Override
  public void lapsed(Proposal proposal) {
    store.decided(proposal.subject(), State.LAPSED);
    log.append(
        Event.of("registry-import.lapsed", proposal.subject(), Map.of("digest", proposal.digest())));
  }

  private interface Decision {
    void on(String proposal);
  }

  private RegistryImport decide(Actor actor, String id, Decision decision) {
    load(actor, id);
    RegistryImport file = store.lock(id);
    String proposal = file.proposal();
    if (proposal == null) {
      throw Refusal.of(Problem.WRONG_STATE, "it is " + file.state().wire() + ": nothing to decide");
    }
    decision.on(proposal);
    return file;
  }

  private RegistryImport own(Actor actor, String id, State state) {
    load(actor, id);
    RegistryImport file = store.lock(id);
    if (!file.uploadedBy().equals(actor.owner())) {
      throw Refusal.of(Problem.FORBIDDEN, "another person uploads this file");
    }
    if (file.state() != state) {
      throw Refusal.of(Problem.WRONG_STATE, "it is " + file.state().wire() + ", not " + state.wire());
    }
    return file;
  }

  private String digest(String id) {
    MessageDigest digest = Sha256.digest();
    byte[] part;
    for (int number = 0; (part = parts.find(id, number)) != null; number++) {
      digest.update(part);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void record(String act, RegistryImport file, Actor actor) {
    Map<String, String> members = new java.util.TreeMap<>();
    members.put("division", file.division().code());
    members.put("by", actor.owner().value());
    members.put("client", actor.clientId());
    if (file.sha256() != null) {
      members.put("file", file.sha256());
    }
    if (file.digest() != null) {
      members.put("digest", file.digest());
    }
    log.append(Event.of("registry-import." + act, file.id(), members));
  }
}
