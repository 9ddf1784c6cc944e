package org.zhengyan.registry;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestStores;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.Changes;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PersonId;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The registry's parts on a fresh database, without the server around them. */
final class RegistryFixture {
  static final Actor CLERK = actor("clerk", "320100");
  static final Actor REVIEWER = actor("reviewer", "320100");
  static final Actor NATIONAL_CLERK = actor("national-clerk", "100000");
  static final Actor NATIONAL_REVIEWER = actor("national-reviewer", "100000");

  private static final JsonMapper JSON = new JsonMapper();

  final JdbcTemplate jdbc = new JdbcTemplate(TestStores.freshDatabase());
  final TransactionTemplate transaction =
      new TransactionTemplate(
          new DataSourceTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
  final Institutions institutions = new Institutions(jdbc);
  final InstitutionStore store = new InstitutionStore(jdbc);
  final RegionSwitches switches = new RegionSwitches(jdbc);

  /** What was published, and what the next publication throws. */
  final List<InstitutionChanged> published = new ArrayList<>();

  @Nullable RuntimeException listenerFails;

  final InstitutionChange institutionChange =
      new InstitutionChange(
          store,
          institutions,
          event -> {
            if (listenerFails != null) {
              throw listenerFails;
            }
            published.add((InstitutionChanged) event);
          });
  final Changes changes =
      new Changes(
          jdbc,
          new Approvals(jdbc),
          new EventLog(jdbc, Clock.systemUTC()),
          transaction,
          List.of(institutionChange, switches));

  static Actor actor(String client, String division) {
    return new Actor(
        client, new PersonId("owner-of-" + client), client, new Division(division), Set.of());
  }

  <T> T act(Supplier<T> act) {
    return Objects.requireNonNull(transaction.execute(status -> act.get()));
  }

  Problem problemOf(Supplier<?> act) {
    try {
      act(act);
    } catch (Refusal refusal) {
      return refusal.problem();
    }
    throw new AssertionError("it was not refused");
  }

  static ObjectNode organ(String firstName) {
    ObjectNode json = (ObjectNode) JSON.readTree(InstitutionRulesTest.ORGAN_JSON);
    json.putArray("names").add(firstName);
    return json;
  }

  static ObjectNode institution(String firstName) {
    ObjectNode json = (ObjectNode) JSON.readTree(InstitutionRulesTest.INSTITUTION_JSON);
    json.putArray("names").add(firstName);
    return json;
  }

  static InstitutionRequest request(ObjectNode json) {
    return JSON.treeToValue(json, InstitutionRequest.class);
  }

  /** As the controller proposes it, the newest version being the base. */
  Change propose(Actor actor, Uscc uscc, ObjectNode json) {
    int base = store.findNewest(uscc).map(n -> n.institution().version()).orElse(0);
    Division division = new Division(json.get("division").stringValue());
    return act(
        () ->
            changes.submit(
                actor, institutionChange, uscc.value(), division, base, request(json)));
  }

  Change approve(Change change) {
    return act(
        () ->
            changes.approve(
                REVIEWER,
                RegistryChangeController.KIND,
                change.id(),
                change.proposal().digest()));
  }

  Change apply(Uscc uscc, ObjectNode json) {
    return approve(propose(CLERK, uscc, json));
  }

  Change switchRegion(
      String division, RegionPurpose purpose, String from, @Nullable String to) {
    RegionRequest request =
        JSON.readValue(
            to == null
                ? "{\"purpose\":\"%s\",\"from\":\"%s\"}".formatted(purpose.wire(), from)
                : "{\"purpose\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"}"
                    .formatted(purpose.wire(), from, to),
            RegionRequest.class);
    int base =
        switches
            .find(new Division(division), purpose)
            .map(RegionSwitches.Switch::version)
            .orElse(0);
    Change change =
        act(
            () ->
                changes.submit(
                    NATIONAL_CLERK, switches, division, new Division(division), base, request));
    return act(
        () ->
            changes.approve(
                NATIONAL_REVIEWER, RegistryChangeController.KIND, change.id(), null));
  }
}
