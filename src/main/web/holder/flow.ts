/**
 * A session in this browser, from the link to its end.
 *
 * Opening the page changes nothing. The secret of the link is sent when the holder presses the
 * button; from then on a cookie stands for it, and it leaves the address bar.
 */
import { type Outcome, Problem, Session, type View } from "./api.ts";
import { codeView } from "./code-view.ts";
import { h, show } from "./dom.ts";
import { Problems } from "./problems.ts";
import { requestView } from "./request-view.ts";
import { type Ending, resultView } from "./result-view.ts";
import { sentence, t } from "./text.ts";

export class Flow {
  readonly session: Session;
  #view: View | undefined;

  constructor(id: string) {
    this.session = new Session(id);
  }

  async start(): Promise<void> {
    const secret = location.hash.slice(1);
    if (secret === "") await this.resume();
    else this.#land(secret);
  }

  /** Goes on with what this browser took: after a reload, on the way back, in a second tab. */
  async resume(): Promise<void> {
    show(() => t("loading"));
    try {
      await this.proceed(await this.session.take());
    } catch (e) {
      this.#failed(e, () => this.resume());
    }
  }

  async proceed(view: View): Promise<void> {
    this.#view = view;
    if (view.state !== "requested") this.ended(view);
    else if (view.codeRequired) codeView(this, view);
    else await requestView(this, view);
  }

  ended(outcome: Outcome): void {
    const refused = outcome.state === "rejected" && outcome.reasons?.includes("holderRefused");
    const ending: Ending = refused ? "refused" : outcome.state;
    const returnTo = outcome.returnTo ?? this.#view?.returnTo;
    resultView({ ...outcome, returnTo }, ending, this.#view?.platform.name);
  }

  #land(secret: string): void {
    const problems = new Problems();
    const take = async (event: Event) => {
      event.preventDefault();
      const button = event.currentTarget as HTMLButtonElement;
      button.disabled = true;
      problems.clear();
      try {
        const view = await this.session.take(secret);
        history.replaceState(null, "", location.pathname + location.search);
        await this.proceed(view);
      } catch (e) {
        button.disabled = false;
        if (e instanceof Problem && (e.code === "network" || e.code === "unavailable")) {
          const code = e.code;
          return problems.show({ text: () => sentence("complaint", code, "complaint.unexpected") });
        }
        history.replaceState(null, "", location.pathname + location.search);
        this.#failed(e, () => Promise.resolve(this.#land(secret)));
      }
    };
    show(
      () => t("landing.title"),
      problems.element,
      h("p", {}, () => t("landing.text")),
      h("p", {}, h("button", { type: "button", class: "wide", onclick: take }, () => t("landing.take"))),
      h("p", { class: "small" }, () => t("landing.warning")),
    );
  }

  #failed(e: unknown, again: () => Promise<void>): void {
    const problem = e instanceof Problem ? e : new Problem("unexpected");
    const state = problem.resource?.state;
    if (state !== undefined) this.ended(problem.resource!);
    else if (problem.errors.includes("secret-outdated")) resultView({}, "outdated", undefined);
    else if (problem.code === "not-found" || problem.code === "malformed") {
      resultView({}, "not-found", undefined);
    } else {
      const text = () => sentence("complaint", problem.code, "complaint.unexpected");
      const retry = h(
        "button",
        { type: "button", class: "wide", onclick: () => void again() },
        () => t("retry"),
      );
      show(() => t("problem.title"), h("p", {}, text), h("p", {}, retry));
    }
  }
}
