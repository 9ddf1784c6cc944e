package org.zhengyan.web.console.platform;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.notification.OwnEndpoints;
import org.zhengyan.notification.OwnEndpoints.Own;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Export;
import org.zhengyan.web.console.FormProblems;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.SeeOther;
import org.zhengyan.web.console.View;

/** Where the operator hears of events: register, prove, try, send again, remove. */
@Controller
class EventsController {
  private static final int LETTERS = 20;

  private final OwnEndpoints endpoints;

  EventsController(OwnEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @GetMapping("/platform/events")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page list(SignedIn who, View view) {
    return list(who, view, FormProblems.none());
  }

  @PostMapping("/platform/events")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object create(SignedIn who, View view) {
    String url = view.typed("url");
    return attempt(
        () -> {
          OwnEndpoints.Shown made =
              endpoints.create(own(who), url.isEmpty() ? null : url, view.typedAll("kinds"));
          return new SeeOther("/platform/events/" + made.id() + "?done=endpoint-made");
        },
        problems -> list(who, view, problems),
        view);
  }

  @GetMapping("/platform/events/{id}")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Page one(SignedIn who, View view, @PathVariable String id) {
    return one(who, view, id, FormProblems.none());
  }

  /** Those that were given up. */
  @GetMapping("/platform/events/{id}/letters.csv")
  @RequiresRole({Role.OWNER, Role.DEVELOPER, Role.VIEWER})
  Export letters(SignedIn who, View view, @PathVariable String id) {
    return Export.of(
            view, "letters", "jti", "event", "subject", "occurredAt", "endedAt", "attempts", "reason")
        .rows(
            page -> endpoints.deadLetters(own(who), id, page),
            letter ->
                List.of(
                    letter.jti(),
                    letter.kind(),
                    letter.subject(),
                    letter.occurredAt().toString(),
                    letter.endedAt().toString(),
                    Integer.toString(letter.attempts()),
                    letter.reason()));
  }

  @PostMapping("/platform/events/{id}/proof")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object prove(SignedIn who, View view, @PathVariable String id) {
    return act(who, view, id, "proven", () -> endpoints.prove(own(who), id, view.typed("challenge")));
  }

  @PostMapping("/platform/events/{id}/test")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object test(SignedIn who, View view, @PathVariable String id) {
    return act(who, view, id, "tested", () -> endpoints.test(own(who), id));
  }

  @PostMapping("/platform/events/{id}/retry")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  Object retry(SignedIn who, View view, @PathVariable String id) {
    return act(who, view, id, "retried", () -> endpoints.retry(own(who), id));
  }

  @PostMapping("/platform/events/{id}/removal")
  @RequiresRole({Role.OWNER, Role.DEVELOPER})
  SeeOther remove(SignedIn who, @PathVariable String id) {
    endpoints.remove(own(who), id);
    return new SeeOther("/platform/events?done=endpoint-removed");
  }

  private Object act(SignedIn who, View view, String id, String done, Runnable act) {
    return attempt(
        () -> {
          act.run();
          return new SeeOther("/platform/events/" + id + "?done=" + done);
        },
        problems -> one(who, view, id, problems),
        view);
  }

  private static Object attempt(Supplier<Object> act, Function<FormProblems, Page> again, View view) {
    try {
      return act.get();
    } catch (Refusal refusal) {
      boolean shown =
          List.of(Problem.REFUSED_BY_RULE, Problem.WRONG_STATE, Problem.MALFORMED).contains(refusal.problem());
      if (!shown) {
        throw refusal;
      }
      return again.apply(FormProblems.of(refusal, view));
    }
  }

  private Page list(SignedIn who, View view, FormProblems problems) {
    return EventPages.list(endpoints.list(who.subject()), mayAct(who), problems, view);
  }

  private Page one(SignedIn who, View view, String id, FormProblems problems) {
    OwnEndpoints.Shown endpoint = endpoints.load(own(who), id);
    PageRequest page = PageRequest.of(view.parameter("cursor").orElse(null), LETTERS);
    return EventPages.one(
        endpoint, endpoints.deadLetters(own(who), id, page), mayAct(who), problems, view);
  }

  private static boolean mayAct(SignedIn who) {
    return who.hasAny(Role.OWNER, Role.DEVELOPER);
  }

  private static Own own(SignedIn who) {
    return new Own(who.subject(), who.actor().clientId());
  }
}
