/** Where a person decides: with which certificate, then agree or refuse, whatever it is that is asked. */
import { base64url, concat, fromBase64url, pem, utf8 } from "../crypto/bytes.ts";
import type { Certificate } from "../crypto/certificate.ts";
import { Complaint } from "../crypto/complaint.ts";
import type { Credential } from "../crypto/credential.ts";
import { unlock } from "../crypto/signing.ts";
import { type Outcome, Problem } from "./api.ts";
import { Chooser, wrong } from "./chooser.ts";
import { h } from "./dom.ts";
import { keep, kept } from "./keeping.ts";
import type { Problems, Wrong } from "./problems.ts";
import { date, sentence, t, uscc } from "./text.ts";

/** What is asked, as far as the certificate and its signature are concerned. */
export interface Asked {
  claimed: { name: string; uscc: string };
  acceptedSuites: string[];
  /** The server's time. */
  now: string;
  /** base64url of the text to sign. */
  challenge?: string;
}

/** What becomes of a decision. */
export interface Answers {
  agree(certificate: string, signature: string): Promise<void>;
  refuse(): Promise<void>;
  /** It ended meanwhile. */
  over(outcome: Outcome): void;
  /** The server no longer knows this page. */
  again(): void;
}

export async function decisionForm(
  asked: Asked,
  answers: Answers,
  problems: Problems,
  agreement: () => string,
): Promise<HTMLElement> {
  const chooser = new Chooser(
    await kept(),
    asked.claimed.uscc,
    (complaint) => problems.show(wrong(complaint)),
  );
  const agree = h("button", { type: "submit", class: "decision" }, agreement);
  const refuse = h("button", { type: "button", class: "decision" }, () => t("refuse"));
  const progress = h("p", { class: "progress", role: "status" });
  const decision = new Decision(asked, answers, chooser, problems, progress, [agree, refuse]);
  refuse.addEventListener("click", () => decision.refuse());
  return h(
    "form",
    { novalidate: true, onsubmit: (event) => decision.agree(event) },
    chooser.element,
    h("div", { class: "decisions" }, agree, refuse),
    progress,
  );
}

/** Both decisions, one at a time. */
class Decision {
  #busy = false;

  constructor(
    readonly asked: Asked,
    readonly answers: Answers,
    readonly chooser: Chooser,
    readonly problems: Problems,
    readonly progress: HTMLElement,
    readonly buttons: HTMLButtonElement[],
  ) {}

  refuse(): Promise<void> {
    return this.#once(async () => {
      this.chooser.clear();
      await this.answers.refuse();
    });
  }

  agree(event: Event): Promise<void> {
    event.preventDefault();
    return this.#once(async () => {
      const missing = this.chooser.missing();
      if (missing.length > 0) return this.problems.show(...missing);
      this.#tell(t("working"));
      const credential = await this.chooser.credential();
      requireFitting(credential.certificate, this.asked);
      const signature = await sign(credential, await this.chooser.opener(credential), this.asked);
      if (this.chooser.wantsKeeping()) await keep(credential);
      this.#tell(t("sending"));
      const certificate = pem("CERTIFICATE", credential.certificate.der);
      await this.answers.agree(certificate, base64url(signature));
      this.chooser.clear();
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
        text: () => certificateSentence(code, this.asked),
      }));
      if (left !== undefined) wrongs.push({ text: () => t("attempts", { left: String(left) }) });
      return this.problems.show(...wrongs);
    }
    if (e.resource?.state !== undefined && e.resource.state !== "requested") {
      return this.answers.over({ ...e.resource, attemptsLeft: left });
    }
    if (e.code === "not-found") return this.answers.again();
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
function requireFitting(certificate: Certificate, asked: Asked): void {
  if (certificate.uscc !== "" && certificate.uscc !== asked.claimed.uscc) {
    throw new Complaint("uscc-mismatch", {
      name: certificate.name,
      uscc: uscc(certificate.uscc),
      claimed: asked.claimed.name,
      claimedUscc: uscc(asked.claimed.uscc),
    });
  }
  if (!asked.acceptedSuites.includes(certificate.suite)) throw new Complaint("suite-not-accepted");
  const now = new Date(asked.now);
  if (certificate.notAfter < now) {
    throw new Complaint("certificate-expired", { date: date(certificate.notAfter) });
  }
  if (certificate.notBefore > now) {
    throw new Complaint("certificate-not-yet-valid", { date: date(certificate.notBefore) });
  }
}

/** The challenge and the line that binds the certificate, under a key that is forgotten at once. */
async function sign(credential: Credential, opener: string | CryptoKey, asked: Asked) {
  const key = await unlock(credential, opener);
  try {
    const line = utf8(`certificate: sha256:${credential.certificate.sha256}\n`);
    return await key.sign(concat(fromBase64url(asked.challenge!), line));
  } finally {
    key.forget();
  }
}

function certificateSentence(code: string, asked: Asked): string {
  const unknown = {
    name: "?",
    uscc: "?",
    date: "?",
    claimed: asked.claimed.name,
    claimedUscc: uscc(asked.claimed.uscc),
  };
  return sentence("complaint", code, "complaint.unexpected", unknown);
}
