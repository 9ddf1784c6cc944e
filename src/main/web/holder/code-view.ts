/** Across devices: the short code from the platform's page, before anything can be signed. */
import { Problem, type View } from "./api.ts";
import { Countdown } from "./countdown.ts";
import { h, show } from "./dom.ts";
import type { Flow } from "./flow.ts";
import { Problems } from "./problems.ts";
import { facts, heading } from "./request-facts.ts";
import { sentence, t } from "./text.ts";

export function codeView(flow: Flow, view: View): void {
  const problems = new Problems();
  const input = h("input", {
    type: "text",
    id: "code",
    class: "digits",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "12",
    "data-hint": "code-hint",
    "aria-describedby": "code-hint",
  });
  let busy = false;
  const once = async (act: () => Promise<void>) => {
    if (busy) return;
    busy = true;
    problems.clear();
    try {
      await act();
    } catch (e) {
      explain(e);
    } finally {
      busy = false;
    }
  };
  const explain = (e: unknown) => {
    const problem = e instanceof Problem ? e : new Problem("unexpected");
    const { state, attemptsLeft } = problem.resource ?? {};
    if (problem.errors.includes("code-wrong") && state === "requested") {
      return problems.show(
        { field: "code", text: () => t("complaint.code-wrong") },
        { text: () => t("attempts", { left: String(attemptsLeft) }) },
      );
    }
    if (state !== undefined && state !== "requested") return flow.ended({ ...problem.resource! });
    if (problem.code === "not-found") return void flow.resume();
    problems.show({
      text: () => sentence("complaint", problem.code, "complaint.unexpected"),
      reference: problem.requestId,
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    return once(async () => {
      const digits = input.value.replace(/\s/g, "");
      if (!/^\d{6}$/.test(digits)) return problems.show({ field: "code", text: () => t("field.code") });
      await flow.proceed(await flow.session.code(digits));
    });
  };
  const refuse = () => once(async () => flow.ended(await flow.session.refuse()));
  const form = h(
    "form",
    { novalidate: true, onsubmit: submit },
    h("h2", {}, () => t("code.title")),
    h(
      "div",
      { class: "field" },
      h("p", { id: "code-hint" }, () => t("code.text", { platform: view.platform.name })),
      h("label", { for: "code" }, () => t("code.label")),
      input,
    ),
    h(
      "div",
      { class: "decisions" },
      h("button", { type: "submit", class: "decision" }, () => t("code.continue")),
      h("button", { type: "button", class: "decision", onclick: refuse }, () => t("refuse")),
    ),
  );
  const countdown = new Countdown(view, () => flow.ended({ id: view.id, state: "expired" }));
  show(() => heading(view), problems.element, facts(view, countdown.element), form);
}
