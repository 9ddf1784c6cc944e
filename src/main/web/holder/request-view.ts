/** The page where a person decides: who asks, for what, what is told; then agree or refuse. */
import { base64url, concat, fromBase64url, pem, utf8 } from "../crypto/bytes.ts";
import type { Certificate } from "../crypto/certificate.ts";
import { Complaint } from "../crypto/complaint.ts";
import type { Credential } from "../crypto/credential.ts";
import { unlock } from "../crypto/signing.ts";
import { Problem, type View } from "./api.ts";
import { Chooser, wrong } from "./chooser.ts";
import { Countdown } from "./countdown.ts";
import { h, show } from "./dom.ts";
import type { Flow } from "./flow.ts";
import { keep, kept } from "./keeping.ts";
import { Problems, type Wrong } from "./problems.ts";
import { facts, heading } from "./request-facts.ts";
import { date, sentence, t, uscc } from "./text.ts";

export async function requestView(flow: Flow, view: View): Promise<void> {
  const problems = new Problems();
  const chooser = new Chooser(
    await kept(),
    view.claimed.uscc,
    (complaint) => problems.show(wrong(complaint)),
  );
  const agree = h(
    "button",
    { type: "submit", class: "decision" },
    () => t("agree", { platform: view.platform.name }),
  );
  const refuse = h("button", { type: "button", class: "decision" }, () => t("refuse"));
  const progress = h("p", { class: "progress", role: "status" });
  const decision = new Decision(flow, view, chooser, problems, progress, [agree, refuse]);
  refuse.addEventListener("click", () => decision.refuse());
  const form = h(
    "form",
    { novalidate: true, onsubmit: (event) => decision.agree(event) },
    chooser.element,
    h("div", { class: "decisions" }, agree, refuse),
    progress,
  );
  const countdown = new Countdown(view, () => flow.ended({ id: view.id, state: "expired" }));
  show(() => heading(view), problems.element, facts(view, countdown.element), form);
}

/** Both decisions, one at a time. */
class Decision {
  #busy = false;

  constructor(
    readonly flow: Flow,
    readonly view: View,
    readonly chooser: Chooser,
    readonly problems: Problems,
    readonly progress: HTMLElement,
    readonly buttons: HTMLButtonElement[],
  ) {}

  refuse(): Promise<void> {
    return this.#once(async () => {
      this.chooser.clear();
      this.flow.ended(await this.flow.session.refuse(this.view.answerToken));
    });
  }

  agree(event: Event): Promise<void> {
    event.preventDefault();
    return this.#once(async () => {
      const missing = this.chooser.missing();
      if (missing.length > 0) return this.problems.show(...missing);
      this.#tell(t("working"));
      const credential = await this.chooser.credential();
      requireFitting(credential.certificate, this.view);
      const signature = await sign(credential, this.chooser.password(), this.view);
      if (this.chooser.wantsKeeping()) await keep(credential);
      this.#tell(t("sending"));
      const certificate = pem("CERTIFICATE", credential.certificate.der);
      const outcome = await this.flow.session.answer(
        this.view.answerToken!,
        certificate,
        base64url(signature),
      );
      this.chooser.clear();
      this.flow.ended(outcome);
    });
  }

  async #once(act: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (const button of this.buttons) button.setAttribute("aria-disabled", "true");
    this.problems.clear();
    try {
      await act();
    } catch (e) {
      this.#explain(e);
    } finally {
      this.#busy = false;
      this.#tell("");
      for (const button of this.buttons) button.removeAttribute("aria-disabled");
    }
  }

  #explain(e: unknown): void {
    if (e instanceof Complaint) return this.problems.show(wrong(e, this.chooser.field()));
    if (!(e instanceof Problem)) return this.problems.show({ text: () => t("complaint.unexpected") });
    const left = e.resource?.attemptsLeft;
    if (e.code === "refused-by-rule" && e.resource?.state === "requested") {
      const wrongs: Wrong[] = e.errors.map((code) => ({
        field: this.chooser.field(),
        text: () => certificateSentence(code, this.view),
      }));
      if (left !== undefined) wrongs.push({ text: () => t("attempts", { left: String(left) }) });
      return this.problems.show(...wrongs);
    }
    if (e.resource?.state !== undefined && e.resource.state !== "requested") {
      return this.flow.ended({ ...e.resource, attemptsLeft: left });
    }
    if (e.code === "not-found") return void this.flow.resume();
    this.problems.show({
      text: () => sentence("complaint", e.code, "complaint.unexpected"),
      reference: e.requestId,
    });
  }

  #tell(text: string): void {
    this.progress.textContent = text;
  }
}

/** Spares an attempt that the server would count: the certificate does not fit what is asked. */
function requireFitting(certificate: Certificate, view: View): void {
  if (certificate.uscc !== "" && certificate.uscc !== view.claimed.uscc) {
    throw new Complaint("uscc-mismatch", {
      name: certificate.name,
      uscc: uscc(certificate.uscc),
      claimed: view.claimed.name,
      claimedUscc: uscc(view.claimed.uscc),
    });
  }
  if (!view.acceptedSuites.includes(certificate.suite)) throw new Complaint("suite-not-accepted");
  const now = new Date(view.now);
  if (certificate.notAfter < now) {
    throw new Complaint("certificate-expired", { date: date(certificate.notAfter) });
  }
  if (certificate.notBefore > now) {
    throw new Complaint("certificate-not-yet-valid", { date: date(certificate.notBefore) });
  }
}

/** The challenge and the line that binds the certificate, under a key that is forgotten at once. */
async function sign(credential: Credential, password: string, view: View) {
  const key = await unlock(credential, password);
  try {
    const line = utf8(`certificate: sha256:${credential.certificate.sha256}\n`);
    return await key.sign(concat(fromBase64url(view.challenge!), line));
  } finally {
    key.forget();
  }
}

function certificateSentence(code: string, view: View): string {
  const unknown = {
    name: "?",
    uscc: "?",
    date: "?",
    claimed: view.claimed.name,
    claimedUscc: uscc(view.claimed.uscc),
  };
  return sentence("complaint", code, "complaint.unexpected", unknown);
}
