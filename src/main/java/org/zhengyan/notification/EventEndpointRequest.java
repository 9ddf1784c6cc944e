package org.zhengyan.notification;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.notification.push.PushAddress;

/** The body of a registration, and what it means when every rule holds. */
record EventEndpointRequest(
    @Nullable String delivery, @Nullable String url, @Nullable List<@Nullable String> kinds) {

  record Checked(EventEndpoint.Delivery delivery, @Nullable String url, List<String> kinds) {}

  /**
   * @throws Refusal {@code malformed} for what is missing or does not belong together; {@code
   *     refused-by-rule} for an unfit URL
   */
  Checked check(boolean loopback) {
    List<Refusal.MemberError> wrong = new ArrayList<>();
    boolean push = "push".equals(delivery);
    if (!push && !"poll".equals(delivery)) {
      wrong.add(new Refusal.MemberError("/delivery", "required", "it is push or poll"));
    }
    if (push == (url == null)) {
      wrong.add(new Refusal.MemberError("/url", "required", "a push endpoint has a URL, no other has"));
    }
    List<String> wanted = new ArrayList<>();
    if (kinds == null || kinds.isEmpty()) {
      wrong.add(new Refusal.MemberError("/kinds", "required", "at least one kind of event"));
    } else {
      for (int i = 0; i < kinds.size(); i++) {
        String kind = kinds.get(i);
        if (kind == null || EventKind.ofWire(kind).isEmpty() || wanted.contains(kind)) {
          wrong.add(
              new Refusal.MemberError("/kinds/" + i, "kind-unknown", "no kind of event, or named twice"));
        } else {
          wanted.add(kind);
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw Refusal.members(
          Problem.MALFORMED, "members are missing or do not belong together", wrong);
    }
    if (url != null) {
      try {
        PushAddress.parse(url, loopback);
      } catch (PushAddress.Unfit e) {
        throw Refusal.member(
            Problem.REFUSED_BY_RULE, "/url", "url-unfit", String.valueOf(e.getMessage()));
      }
    }
    return new Checked(
        push ? EventEndpoint.Delivery.PUSH : EventEndpoint.Delivery.POLL, url, wanted);
  }
}
