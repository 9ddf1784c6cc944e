/**
 * The part of the form that signs: the certificate's key is opened here, signs the server's text, and is
 * forgotten. The form sends certificate and signature; key, file and the key's password have no named field.
 */
import { base64url, pem } from "../crypto/bytes.ts";
import { Complaint } from "../crypto/complaint.ts";
import type { Credential } from "../crypto/credential.ts";
import { unlock } from "../crypto/signing.ts";
import { complain, owner, settle } from "../enrol/parts.ts";
import { h } from "../holder/dom.ts";
import { t } from "../holder/text.ts";
import { Challenge } from "./challenge.ts";
import type { Choosing } from "./choosing.ts";

export class Signing {
  readonly #form: HTMLFormElement;
  readonly #challenge: Challenge;
  readonly #progress = h("p", { class: "hint", role: "status" });
  readonly #submit: HTMLButtonElement;
  readonly #otherwise: HTMLDetailsElement;
  #busy = false;

  constructor(
    readonly root: HTMLElement,
    readonly choosing: Choosing,
    readonly keep: (credential: Credential) => Promise<void>,
  ) {
    this.#challenge = new Challenge(root.dataset.text ?? "");
    this.#form = root.closest("form")!;
    this.#submit = this.#form.querySelector<HTMLButtonElement>(".actions button")!;
    this.#otherwise = this.#form.querySelector("details")!;
    // What stands there is this script's, of the last time.
    if (!this.#otherwise.open) this.#control("certificate").value = this.#control("signature").value = "";
    const whose = root.dataset.owner === undefined ? [] : [owner(root.dataset.owner)];
    root.replaceChildren(h("h2", {}, t("credential.title")), ...whose, ...choosing.elements);
    this.#submit.closest(".actions")!.after(this.#progress);
    this.#form.addEventListener("submit", (event) => this.#act(event));
    this.#form.addEventListener("focusin", () => this.#renew());
    this.#takeOver();
  }

  /** What the server said of the certificate that came from here stands where it is chosen again. */
  #takeOver(): void {
    const told = document.getElementById("field-certificate-error") ??
      document.getElementById("field-signature-error");
    if (told === null || this.#byHand()) return;
    complain(this.choosing.at, told.lastChild?.textContent ?? "");
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".problems a")) {
      if (/#field-(certificate|signature)$/.test(link.hash)) link.href = `#${this.choosing.at.id}`;
    }
  }

  /** The other way is open, and something stands there. */
  #byHand(): boolean {
    return this.#otherwise.open &&
      [this.#control("certificate"), this.#control("signature")].some((each) => each.value.trim() !== "");
  }

  #control(name: string): HTMLInputElement | HTMLTextAreaElement {
    return this.#form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)!;
  }

  /** A text that is over is worth nothing; whoever comes back to an untouched page gets a new one. */
  #renew(): void {
    if (this.#challenge.over() && this.choosing.untouched() && !this.#byHand()) {
      location.replace(this.#form.action + location.search);
    }
  }

  #act(event: Event): void {
    if (this.#byHand()) return;
    event.preventDefault();
    if (this.#busy) return;
    this.#busy = true;
    this.#submit.setAttribute("aria-disabled", "true");
    void this.#sign().finally(() => {
      this.#busy = false;
      this.#submit.removeAttribute("aria-disabled");
      this.#progress.textContent = "";
    });
  }

  async #sign(): Promise<void> {
    document.querySelector(".problems")?.remove();
    let complete = await this.choosing.complete();
    for (const name of ["password", "login"]) {
      const control = this.#form.querySelector<HTMLInputElement>(`#field-${name}`);
      if (control === null) continue;
      settle(control);
      if (control.value.trim() !== "") continue;
      complain(control, t(name === "login" ? "signin.field.login" : "signin.field.password"));
      complete = false;
    }
    if (!complete) return;
    if (this.#challenge.over()) return complain(this.choosing.at, t("signin.over"));
    this.#progress.textContent = t("working");
    try {
      const credential = await this.choosing.credential();
      this.#challenge.requireFitting(credential.certificate);
      const key = await unlock(credential, await this.choosing.opener(credential));
      try {
        if (this.choosing.wantsKeeping) await this.keep(credential);
        const signature = await key.sign(this.#challenge.signedWith(credential.certificate));
        this.#control("certificate").value = pem("CERTIFICATE", credential.certificate.der).trim();
        this.#control("signature").value = base64url(signature);
      } finally {
        key.forget();
      }
    } catch (e) {
      if (e instanceof Complaint) this.choosing.explain(e);
      else complain(this.choosing.at, t("signin.unexpected"));
      return;
    }
    this.#control("by").value = "page";
    this.choosing.clear();
    this.#form.submit();
  }
}
