package org.zhengyan.web.console.agency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.GrantScope;
import org.zhengyan.binding.Binding;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.verification.ActionType;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** States and scopes as words and shapes. */
final class Words {
  private Words() {}

  /** A certificate's state; one that ran out is neither good nor revoked. */
  static Html certificate(IssuedCertificate certificate, Instant now, View view) {
    return switch (certificate.state()) {
      case RESERVED -> StatusTag.WAITING.of(view.text("certificate.state.reserved"));
      case SUSPENDED -> StatusTag.HELD.of(view.text("certificate.state.suspended"));
      case REVOKED -> StatusTag.BAD.of(view.text("certificate.state.revoked"));
      case GOOD ->
          certificate.notAfter().isBefore(now)
              ? StatusTag.ENDED.of(view.text("certificate.state.expired"))
              : StatusTag.GOOD.of(view.text("certificate.state.good"));
    };
  }

  static Html grant(Grant grant, View view) {
    return switch (grant.standing()) {
      case COMING -> StatusTag.WAITING.of(view.text("grant.state.coming"));
      case ACTIVE -> StatusTag.GOOD.of(view.text("grant.state.active"));
      case ENDED -> StatusTag.ENDED.of(view.text("grant.state.ended"));
    };
  }

  static Html binding(Binding binding, View view) {
    return switch (binding) {
      case Binding.Active active -> StatusTag.GOOD.of(view.text("binding.state.active"));
      case Binding.Repudiated repudiated -> StatusTag.BAD.of(view.text("binding.state.repudiated"));
      case Binding.Ended ended -> StatusTag.ENDED.of(view.text("binding.state.ended"));
    };
  }

  static Html verification(String state, View view) {
    String word = view.text("verification.state." + state);
    return switch (state) {
      case "verified" -> StatusTag.GOOD.of(word);
      case "rejected" -> StatusTag.BAD.of(word);
      case "requested" -> StatusTag.WAITING.of(word);
      default -> StatusTag.ENDED.of(word);
    };
  }

  static String action(ActionType type, View view) {
    return view.text("action." + type.wire());
  }

  /** What a person may prove, in one line. */
  static String scope(GrantScope scope, Map<String, OperatorNames.Named> operators, View view) {
    if (scope.unlimited()) {
      return view.text("scope.all");
    }
    List<String> parts = new ArrayList<>();
    Set<ActionType> actions = scope.actions();
    if (actions != null) {
      parts.add(
          String.join(
              view.text("list.and"),
              actions.stream().sorted(Comparator.naturalOrder()).map(type -> action(type, view)).toList()));
    }
    if (scope.operators() != null) {
      parts.add(
          String.join(
              view.text("list.and"),
              scope.operators().stream().sorted().map(id -> platform(id, operators)).toList()));
    }
    if (scope.departments() != null) {
      parts.add(String.join(view.text("list.and"), scope.departments().stream().sorted().toList()));
    }
    return String.join(view.text("list.also"), parts);
  }

  static String platform(@Nullable String id, Map<String, OperatorNames.Named> operators) {
    OperatorNames.Named named = id == null ? null : operators.get(id);
    return named == null ? String.valueOf(id) : named.name();
  }
}
