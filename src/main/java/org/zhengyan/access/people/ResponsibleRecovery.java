package org.zhengyan.access.people;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.access.Account;
import org.zhengyan.access.Accounts;
import org.zhengyan.access.By;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.ChangeType;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;

/**
 * That the responsible person of a body takes their account anew, since a password, an authenticator or a device
 * is lost: nobody in the body stands above them, so two persons of its authority decide.
 *
 * <p>Role, grant and certificates stay as they are; password, second factors, devices and sessions end. Made
 * against one grant and one version of the account: what was proposed for a person who has left, or for an
 * account that somebody used to change its factors meanwhile, is not applied.
 */
@Component
class ResponsibleRecovery implements ChangeType {

  /**
   * What is proposed.
   *
   * @param grant of the person who is the responsible one
   * @param reason what is lost, and how the person was made sure of; no name
   */
  record Proposed(String grant, String reason) {}

  private final GrantStore grants;
  private final GrantAccounts grantAccounts;
  private final Accounts accounts;
  private final Institutions institutions;
  private final PersonStore persons;
  private final JdbcTemplate jdbc;

  ResponsibleRecovery(
      GrantStore grants,
      GrantAccounts grantAccounts,
      Accounts accounts,
      Institutions institutions,
      PersonStore persons,
      JdbcTemplate jdbc) {
    this.grants = grants;
    this.grantAccounts = grantAccounts;
    this.accounts = accounts;
    this.institutions = institutions;
    this.persons = persons;
    this.jdbc = jdbc;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "responsiblePersonRecovery";
  }

  @Override
  public String noun() {
    return "responsible-recovery";
  }

  @Override
  public String appliedEvent() {
    return "responsible-recovery.approved";
  }

  /**
   * The account that may be recovered now.
   *
   * @throws Refusal {@code wrong-state} where there is no such person or account, their term is over, or nothing
   *     could be lost yet; {@code refused-by-rule} for a body whose registration is not normal
   */
  Account require(Uscc uscc, @Nullable String grantId) {
    Grant grant =
        grants
            .findResponsible(uscc)
            .filter(Grant::active)
            .filter(present -> grantId == null || present.id().equals(grantId))
            .orElseThrow(() -> over("the body has another responsible person by now, or none"));
    if (institutions.find(uscc).filter(body -> body.status() == InstitutionStatus.NORMAL).isEmpty()) {
      throw Refusal.of(Problem.REFUSED_BY_RULE, "the body's registration is not normal");
    }
    Account account =
        grantAccounts
            .find(grant)
            .filter(found -> found.state() != Account.State.INVITED)
            .orElseThrow(() -> over("this person has no factors to lose: make a code"));
    if (Boolean.FALSE.equals(
        jdbc.queryForObject(
            "select roles_until is null or roles_until > clock_timestamp() from account where id = ?",
            Boolean.class,
            account.id()))) {
      throw over("this person's term has ended");
    }
    return account;
  }

  @Override
  public void apply(Change change) {
    Uscc uscc = new Uscc(change.proposal().subject());
    Account account = require(uscc, change.proposedAs(Proposed.class).grant());
    ResponsiblePersons.requireStays(institutions.find(uscc), change);
    if (account.version() != change.baseVersion()) {
      throw over("somebody changed this account since: make sure of the person again");
    }
    PersonId decided = change.proposal().decidedBy();
    if (persons.same(account.person(), change.proposal().submittedBy())
        || decided != null && persons.same(account.person(), decided)) {
      throw Refusal.of(Problem.SAME_PERSON, "it is your own account: two other persons decide about it");
    }
    accounts.reset(By.of(change), account);
  }

  /** Who proposed the newest recovery of that grant's account. */
  Optional<PersonId> proposer(Grant grant) {
    return jdbc
        .query(
            "select submitted_by from proposal join proposed_change using (id) where proposal.kind = ?"
                + " and type = ? and subject = ? and state = 'approved' and proposed::jsonb ->> 'grant' = ?"
                + " order by decided_at desc limit 1",
            (row, n) -> new PersonId(row.getString(1)),
            kind(),
            type(),
            grant.uscc().value(),
            grant.id())
        .stream()
        .findFirst();
  }

  private static Refusal over(String sentence) {
    return Refusal.of(Problem.WRONG_STATE, sentence);
  }
}
