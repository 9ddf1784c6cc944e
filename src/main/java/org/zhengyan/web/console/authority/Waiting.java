package org.zhengyan.web.console.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.web.console.Field;
import org.zhengyan.web.console.Form;
import org.zhengyan.web.console.Table;
import org.zhengyan.web.console.View;

/**
 * What the lists of things to decide share: what waits comes first, filters by state and division, pages,
 * and an export of the same selection.
 *
 * @param path of the list; its export is below it
 * @param states that there are, in the order of the way
 */
record Waiting(View view, String path, String... states) {
  private static final String[] FILTERS = {"state", "division"};

  /** The state chosen, what waits if none is; null for all. */
  @Nullable String state() {
    String chosen = chosen();
    return chosen.equals("all") ? null : chosen;
  }

  private String chosen() {
    String typed = view.typed("state");
    return Arrays.asList(states).contains(typed) || typed.equals("all") ? typed : states[0];
  }

  /** @throws Refusal {@code refused-by-rule} for what is no division */
  @Nullable Division division() {
    String typed = view.typed("division");
    if (!typed.isEmpty() && !Division.wellFormed(typed)) {
      throw Refusal.member(
          Problem.REFUSED_BY_RULE, "/division", "division-unknown", "there is no such division (GB/T 2260)");
    }
    return typed.isEmpty() ? null : new Division(typed);
  }

  PageRequest page() {
    return PageRequest.of(view.parameter("after").orElse(null), null);
  }

  Form filters() {
    List<Field.Option> options = new ArrayList<>();
    for (String state : states) {
      options.add(new Field.Option(state, view.text("progress." + state)));
    }
    options.add(new Field.Option("all", view.text("any")));
    return view.search(path)
        .field(Field.select("state", view.text("changes.state"), options).value(chosen()))
        .field(Field.text("division", view.text("member.division")).with("inputmode", "numeric"))
        .submit(view.text("search"));
  }

  /** With what leads to the other pages and to the file. */
  Table around(Table table, @Nullable String next) {
    String more = next == null ? null : Query.of(view, path, "after", next, FILTERS);
    String first = view.parameter("after").isEmpty() ? null : Query.of(view, path, "", "", FILTERS);
    return table
        .filters(filters())
        .pages(first, more)
        .export(Query.of(view, path + "/export", "", "", FILTERS));
  }
}
