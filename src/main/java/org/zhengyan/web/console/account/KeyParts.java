package org.zhengyan.web.console.account;

import java.util.ArrayList;
import java.util.List;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/**
 * Where the script of security keys works ({@code src/main/web/key}): its button, hidden until the script
 * shows it, and the words that it says.
 */
final class KeyParts {
  private KeyParts() {}

  /** In the place of a one-time code. */
  static Html signingIn(View view) {
    return part(
        view,
        "/sign-in/challenge",
        "",
        Html.text(view.text("key.use")),
        List.of("data-login", view.text("key.login"), "data-password", view.text("key.password"), "hidden", ""),
        Html.nothing());
  }

  /** Where a key is added. */
  static Html adding(View view) {
    return part(
        view,
        "/account/keys/challenge",
        "primary",
        Html.text(view.text("key.add.submit")),
        List.of("data-name", view.text("refused.text-blank"), "data-present", view.text("key.present")),
        Html.of("noscript", Html.of("p", Html.text(view.text("key.script")))));
  }

  private static Html part(
      View view, String from, String look, Html label, List<String> own, Html otherwise) {
    List<String> attributes =
        new ArrayList<>(
            List.of(
                "id", "key",
                "data-from", from,
                "data-error", view.text("form.error"),
                "data-waiting", view.text("key.waiting"),
                "data-stopped", view.text("key.stopped"),
                "data-unsupported", view.text("key.unsupported"),
                "data-failed", view.text("key.failed")));
    attributes.addAll(own);
    return Html.of(
        "div",
        attributes,
        Html.classed(
            "div",
            "field",
            Html.of("button", List.of("type", "button", "id", "key-use", "class", look, "hidden", ""), label)),
        Html.of("p", List.of("class", "hint", "id", "key-progress", "role", "status")),
        otherwise);
  }
}
