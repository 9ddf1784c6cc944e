import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The four calls that a platform makes: create, follow, complete, and cancel when the applicant gives up. */
final class Verifying {
  private static final String VERIFICATIONS = "/api/v1/verifications";
  private static final long BETWEEN_POLLS_MILLIS = 2_000;

  private final ServiceKeys keys;
  private final String environment;
  private final String returnUrl;
  private final Map<String, Application> applications = new ConcurrentHashMap<>();
  private final Map<String, String> holderPages = new ConcurrentHashMap<>();

  Verifying(ServiceKeys keys, String environment, String returnUrl) {
    this.keys = keys;
    this.environment = environment;
    this.returnUrl = returnUrl;
  }

  /**
   * Creates the verification of an application, and follows it from now on.
   *
   * @param order of the form: a form that is sent twice is one application
   * @throws ZhengyanClient.Refused when the service does not take what was typed
   */
  Application begin(String browser, Application.Asked asked, String order) {
    Map<String, Object> request = request(asked);
    request.put(
        "presentation",
        asked.here() ? Map.of("mode", "sameDevice", "returnUrl", returnUrl) : Map.of("mode", "crossDevice"));
    Map<String, Object> created =
        asked.operator().client().post(VERIFICATIONS, request, sameForSame(browser + order + Json.write(request)));

    Application fresh = new Application(browser, asked, created);
    Application application = applications.putIfAbsent(fresh.id(), fresh);
    if (application != null) {
      return application;
    }
    if (asked.here()) {
      // It holds a secret and is told once. Across devices nobody sees it: the QR code changes, this does not.
      holderPages.put(fresh.id(), Json.string(Json.map(created.get("presentation")).get("url")));
    }
    Thread.ofVirtual().start(() -> follow(fresh));
    return fresh;
  }

  /** What is asked, of whom, for whom: the same for every way to the holder. */
  static Map<String, Object> request(Application.Asked asked) {
    Map<String, Object> action = new LinkedHashMap<>();
    action.put("type", asked.operator().actionType());
    action.put("subject", asked.subject());
    action.put("identifier", asked.identifier());
    if (!asked.digest().isEmpty()) {
      action.put("digest", asked.digest());
    }
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", asked.body(), "uscc", asked.uscc()));
    request.put("action", action);
    // Masked and coarse: enough for the holder to tell whether it is the colleague who asks.
    request.put("applicant", Map.of("login", Pages.SIGNED_IN, "place", "江苏南京"));
    request.put("acceptedSuites", List.of("sm2", "p256"));
    return request;
  }

  /** Takes a verification that ended with a redirect, as any other of that browser. */
  Application settle(String browser, Application.Asked asked, String id, String signedIn) {
    Map<String, Object> now = asked.operator().client().get(VERIFICATIONS + "/" + id);
    Application application = Application.ended(browser, asked, now, signedIn, keys, environment);
    applications.put(application.id(), application);
    return application;
  }

  /** Where to send the applicant's browser: to the holder's page on this device, else to our own. */
  String next(Application application) {
    return holderPages.getOrDefault(application.id(), "/applications/" + application.id());
  }

  /** An application of this browser; null when there is none. */
  Application of(String id, String browser) {
    Application application = applications.get(id);
    return application != null && application.browser().equals(browser) ? application : null;
  }

  /**
   * Brings the one-time code that the browser brought; the caller has made sure that it is the browser that
   * began. A wrong or late code changes nothing: the state says what is.
   */
  void complete(Application application, String code) {
    try {
      update(
          application,
          client(application)
              .post(path(application) + "/completion", Map.of("code", code), sameForSame(application.id() + code)));
    } catch (ZhengyanClient.Refused e) {
      System.out.println("Not completed: " + e.getMessage());
      look(application.id());
    }
  }

  void cancel(Application application) {
    try {
      update(
          application,
          client(application).post(path(application) + "/cancellation", sameForSame(application.id())));
    } catch (ZhengyanClient.Refused e) {
      look(application.id()); // it ended in the meantime
    }
  }

  /** Reads the verification as it is. */
  void look(String id) {
    Application application = applications.get(id);
    if (application != null) {
      update(application, client(application).get(path(application)));
    }
  }

  /** A form of the receipt. The bundle is there two seconds after the verdict; until then the answer is 503. */
  byte[] file(Application application, String path) {
    for (int attempt = 1; ; attempt++) {
      try {
        return client(application).bytes(path, "*/*");
      } catch (ZhengyanClient.Refused e) {
        if (e.status() != 503 || attempt == 3) {
          throw e;
        }
        pause();
      }
    }
  }

  /** By server-sent events; while the stream cannot be had, by asking. */
  private void follow(Application application) {
    while (!application.ended()) {
      try {
        client(application)
            .follow(
                path(application) + "/events",
                now -> {
                  update(application, now);
                  return !application.ended();
                });
      } catch (RuntimeException e) {
        System.out.println("Following " + application.id() + " by polling: " + e.getMessage());
      }
      if (!application.ended()) {
        pause();
        try {
          look(application.id());
        } catch (RuntimeException e) {
          System.out.println("No news of " + application.id() + ": " + e.getMessage());
        }
      }
    }
    holderPages.remove(application.id());
  }

  private void update(Application application, Map<String, Object> now) {
    application.update(now, keys, environment);
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_POLLS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ZhengyanClient client(Application application) {
    return application.asked().operator().client();
  }

  private static String path(Application application) {
    return VERIFICATIONS + "/" + application.id();
  }

  /** An Idempotency-Key that the same act has again. */
  private static String sameForSame(String act) {
    return UUID.nameUUIDFromBytes(act.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
