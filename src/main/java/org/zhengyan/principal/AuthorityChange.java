package org.zhengyan.principal;

import java.util.Locale;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** A new authority, or a change of one. */
@Component
class AuthorityChange implements ChangeType {

  /** The whole new version. */
  record Proposed(String name, String division, String state) {}

  private final AuthorityStore authorities;

  AuthorityChange(AuthorityStore authorities) {
    this.authorities = authorities;
  }

  @Override
  public String kind() {
    return PRINCIPAL_CHANGE;
  }

  @Override
  public String type() {
    return "authority";
  }

  @Override
  public String noun() {
    return "authority";
  }

  @Override
  public String appliedEvent() {
    return "authority.changed";
  }

  /**
   * {@inheritDoc}
   *
   * <p>The last active authority of the whole country stays what it is: without it nobody could make
   * another.
   */
  @Override
  public void apply(Change change) {
    Proposed proposed = change.proposedAs(Proposed.class);
    String id = change.proposal().subject();
    Division division = new Division(proposed.division());
    if (change.baseVersion() == 0) {
      authorities.add(id, proposed.name(), division);
      return;
    }
    Authority.State state = Authority.State.valueOf(proposed.state().toUpperCase(Locale.ROOT));
    Authority after =
        new Authority(id, proposed.name(), division, state, change.baseVersion() + 1);
    authorities.lockNational();
    if (!authorities.change(after, change.baseVersion())) {
      throw Refusal.of(
          Problem.WRONG_STATE, "the authority has another version by now: propose it again");
    }
    if (!authorities.hasActiveNational()) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE, "it is the last active authority of the whole country");
    }
  }
}
