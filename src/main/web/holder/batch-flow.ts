/** A batch in this browser: the button that shows it, the list and the decision, the end. */
import { Complaint } from "../crypto/complaint.ts";
import { Problem } from "./api.ts";
import { type Action, Batch, type BatchView, requireShown } from "./batch.ts";
import { decisionForm } from "./deciding.ts";
import { h, show } from "./dom.ts";
import { Problems } from "./problems.ts";
import { environment, fingerprint, row } from "./request-facts.ts";
import { resultView } from "./result-view.ts";
import { moment, sentence, t, uscc } from "./text.ts";

export class BatchFlow {
  readonly #batch: Batch;

  constructor(id: string) {
    this.#batch = new Batch(id, location.hash.slice(1));
  }

  start(): void {
    if (this.#batch.secret === "") return resultView({}, "not-found", undefined);
    const button = h("button", { type: "button", class: "wide" }, () => t("batch.landing.take"));
    const problems = new Problems();
    button.addEventListener("click", async () => {
      button.disabled = true;
      problems.clear();
      try {
        await this.#proceed(await this.#batch.show());
      } catch (e) {
        button.disabled = false;
        this.#failed(e, problems);
      }
    });
    show(
      () => t("batch.landing.title"),
      problems.element,
      h("p", {}, () => t("batch.landing.text")),
      h("p", {}, button),
      h("p", { class: "small" }, () => t("landing.warning")),
    );
  }

  async #proceed(view: BatchView): Promise<void> {
    if (view.state !== "requested") return ended(view);
    await requireShown(view);
    const count = { count: String(view.actions.length) };
    const problems = new Problems();
    const answers = {
      agree: async (certificate: string, signature: string) =>
        ended(await this.#batch.answer(certificate, signature)),
      refuse: async () => ended(await this.#batch.refuse()),
      over: (outcome: Partial<BatchView>) => ended({ ...view, ...outcome }),
      again: () => this.start(),
    };
    const form = await decisionForm(view, answers, problems, () => t("batch.agree", count));
    show(
      () => t("batch.title", { platform: view.platform.name, ...count }),
      problems.element,
      environment(view),
      h("p", {}, () => t("batch.text")),
      h(
        "dl",
        {},
        row(() => t("platform"), () => view.platform.name),
        row(() => t("filing-number"), () => view.platform.filingNumber ?? t("filing-number.none")),
        row(() => t("body"), () => view.claimed.name),
        row(() => t("uscc"), () => uscc(view.claimed.uscc), "code"),
        row(() => t("batch.until"), () => moment(new Date(view.expiresAt))),
      ),
      h("h2", { id: "listed" }, () => t("batch.list", count)),
      h(
        "div",
        { class: "listed", role: "region", "aria-labelledby": "listed", tabindex: "0" },
        h("ol", {}, ...view.actions.map(item)),
      ),
      form,
    );
  }

  #failed(e: unknown, problems: Problems): void {
    if (e instanceof Complaint) {
      return problems.show({ text: () => sentence("complaint", e.code, "complaint.unexpected") });
    }
    const problem = e instanceof Problem ? e : new Problem("unexpected");
    if (problem.resource?.state !== undefined) return resultView({}, problem.resource.state, undefined);
    if (problem.code === "not-found") return resultView({}, "not-found", undefined);
    problems.show({
      text: () => sentence("complaint", problem.code, "complaint.unexpected"),
      reference: problem.requestId,
    });
  }
}

function item(action: Action): HTMLElement {
  return h(
    "li",
    {},
    h("strong", {}, action.subject),
    h("span", { class: "code" }, action.identifier),
    h("span", {}, () => sentence("purpose", action.type, "purpose.other")),
    action.digest !== undefined && h("span", { class: "code" }, fingerprint(action.digest)),
  );
}

function ended(view: Partial<BatchView>): void {
  const platform = view.platform?.name;
  if (view.state === "verified") {
    const values = { platform: platform ?? t("platform.unknown"), count: String(view.accepted ?? 0) };
    return show(
      () => t("batch.verified.title"),
      h("div", { class: "result verified" }, h("p", {}, () => t("batch.verified.text", values))),
      h("p", { class: "small" }, () => t("result.done")),
    );
  }
  const refused = view.state === "rejected" && view.reasons?.includes("holderRefused");
  resultView(view, refused ? "refused" : view.state ?? "not-found", platform);
}
