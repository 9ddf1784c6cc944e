package org.zhengyan.status.revocation;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;

/**
 * Revocation, hold and release as the people of an authority meet them, by the API or at the screen; {@link
 * Revocations} has the rules. Acts join the caller's transaction and demand one.
 */
@Component
public class RevocationDesk {
  private final Revocations revocations;
  private final RevocationStore store;
  private final CertificateReader certificates;

  RevocationDesk(Revocations revocations, RevocationStore store, CertificateReader certificates) {
    this.revocations = revocations;
    this.store = store;
    this.certificates = certificates;
  }

  /**
   * Asks for the end of a certificate, or for its suspension.
   *
   * @param reason a name of RFC 5280
   */
  public RevocationResponse submit(Actor actor, String serial, String reason) {
    return response(revocations.submit(actor, serial, reason));
  }

  public RevocationResponse submitRelease(Actor actor, String serial) {
    return response(revocations.submitRelease(actor, serial));
  }

  public RevocationResponse approve(Actor actor, String id, @Nullable String digest) {
    return response(revocations.approve(actor, id, digest));
  }

  public RevocationResponse refuse(Actor actor, String id, String reason) {
    return response(revocations.refuse(actor, id, reason));
  }

  /** For an authority that acts in its division. */
  public RevocationResponse load(Actor actor, String id) {
    Approvals.requireAuthority(actor);
    Revocation revocation =
        store
            .find(id)
            .orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such revocation"));
    Approvals.requireActsIn(actor, revocation.division());
    return response(revocation);
  }

  /**
   * Where the actor's authority acts, newest first.
   *
   * @param state null for all
   */
  public PageRequest.Page<RevocationResponse> list(
      Actor actor, @Nullable String state, PageRequest page) {
    return list(actor, null, state, page);
  }

  /** The same of a division below the actor's authority; null for all of it. */
  public PageRequest.Page<RevocationResponse> list(
      Actor actor, @Nullable Division asked, @Nullable String state, PageRequest page) {
    Division division = Approvals.within(actor, asked);
    return page.page(
        store.list(state == null ? null : state(state), division, page),
        RevocationStore.Listed::position,
        listed -> response(listed.revocation()));
  }

  /** The certificate for an authority that acts in its division, with its chain. */
  public CertificateResponse certificate(Actor actor, String serial) {
    return certificates.show(actor, serial);
  }

  private RevocationResponse response(Revocation revocation) {
    return RevocationResponse.of(revocation, certificates.require(revocation.serial().hex()));
  }

  private static Revocation.State state(String wire) {
    return Revocation.State.ofWire(wire)
        .orElseThrow(
            () ->
                Refusal.of(
                    Problem.MALFORMED, "The state is one of submitted, applied and refused"));
  }
}
