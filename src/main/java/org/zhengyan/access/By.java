package org.zhengyan.access;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Change;
import org.zhengyan.principal.PersonId;

/**
 * Who acts on an account, as its event says: {@code by} the person, {@code client} the account or client
 * under which the person acted, {@code change} what two persons decided before, if they did.
 */
public record By(String person, @Nullable String client, @Nullable String change) {

  /** Whom nobody knows: a sign-in that failed, a rule that ended a session, the installation's first act. */
  public static final By NOBODY = new By("", null, null);

  public static By of(SignedIn who) {
    return of(who.actor());
  }

  public static By of(Actor actor) {
    return new By(actor.owner().value(), actor.clientId(), null);
  }

  /** A person whose account is not known here; null for nobody. */
  public static By of(@Nullable PersonId person) {
    return person == null ? NOBODY : new By(person.value(), null, null);
  }

  /** The second of the two persons, of whom the proposal names the first. */
  public static By of(Change change) {
    PersonId decided = change.proposal().decidedBy();
    return new By(decided == null ? "" : decided.value(), change.proposal().decidedByClient(), change.id());
  }

  /** The account's own person, who came with both factors, or with the code of an invitation. */
  static By own(String accountId, PersonId person) {
    return new By(person.value(), "account:" + accountId, null);
  }

  /** The members of an event. */
  public Map<String, String> members(Map<String, String> more) {
    Map<String, String> members = new HashMap<>(more);
    members.put("by", person);
    if (client != null) {
      members.put("client", client);
    }
    if (change != null) {
      members.put("change", change);
    }
    return Map.copyOf(members);
  }

  /** In one word: the account, or the person where no account is known. */
  String actor() {
    return client == null ? person : client;
  }

  /** Whether it is that account itself. */
  boolean account(String accountId) {
    return ("account:" + accountId).equals(client);
  }
}
