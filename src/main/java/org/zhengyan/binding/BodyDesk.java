package org.zhengyan.binding;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.holder.HolderChallenges;
import org.zhengyan.status.holder.HolderProof;
import org.zhengyan.status.holder.HolderSignatures;
import org.zhengyan.status.holder.HolderSignatures.Holder;
import org.zhengyan.status.holder.HolderText;
import org.zhengyan.status.holder.TextKind;
import org.zhengyan.verification.PresentationNotices;

/**
 * Where a body acts for itself, without an account: it asks for a text, signs it with a certificate of its
 * own, and sees its bindings or repudiates one.
 *
 * <p>Anybody gets a text, for any code and any id: it says nothing that the asker did not bring. Any good
 * certificate of the body will do, and no other body's. A text is answered once; taking it and what it
 * was for are one transaction.
 */
@Component
class BodyDesk {
  /** So many bindings in one overview; each further page is signed for again. */
  static final int PAGE = 200;

  private static final int NOTICES = 50;

  private final BindingStore store;
  private final BindingActs acts;
  private final HolderChallenges challenges;
  private final HolderSignatures signatures;
  private final OperatorNames operators;
  private final PresentationNotices notices;
  private final Clients clients;
  private final EventLog log;
  private final ServiceProperties service;

  BodyDesk(
      BindingStore store,
      BindingActs acts,
      HolderChallenges challenges,
      HolderSignatures signatures,
      OperatorNames operators,
      PresentationNotices notices,
      Clients clients,
      EventLog log,
      ServiceProperties service) {
    this.store = store;
    this.acts = acts;
    this.challenges = challenges;
    this.signatures = signatures;
    this.operators = operators;
    this.notices = notices;
    this.clients = clients;
    this.log = log;
    this.service = service;
  }

  HolderChallenges.Issued overviewChallenge(Uscc uscc, @Nullable String cursor) {
    PageRequest.of(cursor, null);
    HolderText.Lines lines =
        HolderText.of(TextKind.BINDING_OVERVIEW, service).line("uscc", uscc.value()).line("after", cursor);
    String about = cursor == null ? uscc.value() : uscc.value() + ' ' + cursor;
    return challenges.issue(TextKind.BINDING_OVERVIEW, about, lines);
  }

  HolderChallenges.Issued repudiationChallenge(Uscc uscc, UUID binding) {
    HolderText.Lines lines =
        HolderText.of(TextKind.BINDING_REPUDIATION, service)
            .line("uscc", uscc.value())
            .line("binding", binding.toString());
    return challenges.issue(TextKind.BINDING_REPUDIATION, uscc.value() + ' ' + binding, lines);
  }

  /**
   * One page of what was opened in the body's name, and a line in the log that it was asked.
   *
   * @throws Refusal as {@link HolderChallenges#take} and {@link HolderSignatures#require}
   */
  @Transactional
  public OverviewResponse overview(HolderProof proof) {
    HolderChallenges.Taken taken = challenges.take(TextKind.BINDING_OVERVIEW, proof.requireChallenge());
    String[] about = taken.about().split(" ", 2);
    Holder holder = requireHolder(proof, taken, about[0]);
    long before = PageRequest.of(about.length == 1 ? null : about[1], null).before();
    List<Binding> page = store.listOfBody(holder.uscc(), before, PAGE);
    log.append(
        Event.of(
            "binding.overview", holder.uscc().value(), Map.of("certificate", holder.serial().hex())));
    String next = page.size() < PAGE ? null : Long.toString(page.getLast().bound().sequence());
    return new OverviewResponse(holder.uscc().value(), named(page), next, noted(holder.uscc()));
  }

  /**
   * Repudiates the binding that the text names.
   *
   * @param id of the path, which must be that of the text
   * @throws Refusal as {@link #overview} and {@link BindingActs#repudiate}
   */
  @Transactional
  public BindingResponse repudiate(String id, HolderProof proof) {
    HolderChallenges.Taken taken =
        challenges.take(TextKind.BINDING_REPUDIATION, proof.requireChallenge());
    String[] about = taken.about().split(" ", 2);
    if (!about[1].equals(id)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/challenge",
          "challenge-for-another",
          "this challenge is for another binding");
    }
    Holder holder = requireHolder(proof, taken, about[0]);
    return named(List.of(acts.repudiate(holder, UUID.fromString(id)))).getFirst();
  }

  private List<OverviewResponse.Noted> noted(Uscc uscc) {
    return notices.latest(uscc, NOTICES).stream()
        .map(
            each ->
                new OverviewResponse.Noted(
                    each.verification(),
                    clients.find(each.clientId()).map(Client::displayName).orElse(null),
                    each.actionType(),
                    each.mode(),
                    each.state(),
                    each.at()))
        .toList();
  }

  private Holder requireHolder(HolderProof proof, HolderChallenges.Taken taken, String uscc) {
    Holder holder =
        signatures.require(taken.text(), proof.requireCertificate(), proof.requireSignature());
    if (!holder.uscc().value().equals(uscc)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE,
          "/certificate",
          "uscc-mismatch",
          "the certificate carries another code than the text");
    }
    return holder;
  }

  private List<BindingResponse> named(List<Binding> bindings) {
    Map<String, OperatorNames.Named> names =
        operators.of(
            bindings.stream().map(each -> each.bound().operatorId()).collect(Collectors.toSet()));
    return bindings.stream()
        .map(
            each -> {
              OperatorNames.Named named = names.get(each.bound().operatorId());
              return BindingResponse.of(
                  each, named == null ? null : BindingResponse.Platform.of(named));
            })
        .toList();
  }
}
