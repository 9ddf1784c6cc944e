/**
 * The pages of the consoles: what they share in look and manner. How to write one:
 *
 * <pre>
 * &#64;GetMapping("/agency/people")
 * &#64;RequiresRole(Role.MANAGER)                  // or &#64;Unauthenticated("why")
 * Page people(SignedIn who, View view) {          // a handler returns Page, Html or SeeOther
 *   Table table = Table.of(view.text("people.title")).column(view.text("person.name"));
 *   people.of(who).forEach(person -&gt; table.row(Html.text(person.name())));
 *   return view.page("people.title").crumb("/agency", "home.title").add(table);
 * }
 * </pre>
 *
 * <p>A post checks what was typed; {@code page.problems(problems).add(form.problems(problems))} shows it
 * again, and an act that went well answers {@link SeeOther}. Words are in {@code text/CONSOLE_zh.properties}
 * and {@code _en}, held complete by {@code MessagesTest}; sections in one {@link Navigation} per console.
 * Text is escaped by construction ({@code web.html}); pages run no script but where a key is used, and their
 * policy says so (CSP Level 3). The rules of the look are in src/docs/pages.md.
 */
@NullMarked
package org.zhengyan.web.console;

import org.jspecify.annotations.NullMarked;
