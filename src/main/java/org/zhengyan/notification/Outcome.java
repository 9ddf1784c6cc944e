package org.zhengyan.notification;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.zhengyan.failure.CallerText;
import org.zhengyan.notification.push.PushReply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a receiver's answer means (RFC 8935 sections 2.2 to 2.4). */
sealed interface Outcome {

  /** In words for the endpoint's owner. */
  String text();

  /** 202: it has the event. */
  record Accepted(String text) implements Outcome {}

  /** 400 with an error: it has the event and will not have it otherwise. */
  record Refused(String text) implements Outcome {}

  /**
   * Anything else: again later.
   *
   * @param whole true when the receiver as a whole is in trouble, not this event
   */
  record Failed(String text, boolean whole) implements Outcome {}

  JsonMapper JSON = new JsonMapper();

  /** Statuses that speak of the receiver, not of the event: who are you, too much, not now. */
  Set<Integer> OF_THE_WHOLE = Set.of(401, 403, 404, 410, 429, 502, 503, 504);

  static Outcome of(PushReply reply) {
    int status = reply.status();
    if (status == 202) {
      return new Accepted("202");
    }
    if (status == 400) {
      String error = error(reply.body());
      return error.isEmpty()
          ? new Failed("400 without an error in JSON (RFC 8935 section 2.3)", false)
          : new Refused("400 " + error);
    }
    String hint = status >= 200 && status < 400 ? "; only 202 accepts (RFC 8935 section 2.2)" : "";
    return new Failed(status + hint, OF_THE_WHOLE.contains(status) || status >= 300 && status < 400);
  }

  private static String error(byte[] body) {
    try {
      JsonNode json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
      JsonNode code = json.path("err");
      return code.isString() && !code.asString().isEmpty()
          ? said(code.asString(), json.path("description").asString(""))
          : "";
    } catch (JacksonException e) {
      return "";
    }
  }

  /** A receiver's code and words, as far as they may be kept and shown. */
  static String said(String code, String description) {
    String text = description.isEmpty() ? code : code + ": " + description;
    String cut = text.length() > 160 ? text.substring(0, 160) : text;
    return CallerText.fault(cut).isEmpty() ? cut : "(an error that cannot be shown)";
  }
}
