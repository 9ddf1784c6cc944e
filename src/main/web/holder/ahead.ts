/**
 * Works a password through while the person still looks at the page, so that the key opens at once when they agree:
 * the 600,000 rounds are most of the wait. It starts when typing pauses or the field is left, one at a time, so that a
 * slow phone never works on more than one password that was not the last. What it made opens one credential, cannot be
 * read out, is never kept, and is forgotten with what was typed.
 */
import type { Credential } from "../crypto/credential.ts";
import { workAhead } from "../crypto/signing.ts";

const PAUSE_MILLIS = 500;

export class Ahead {
  #timer: number | undefined;
  #working = false;
  #work: { credential: Credential; password: string; key: Promise<CryptoKey> } | undefined;

  /** @param credential what is chosen now, as far as it is known without the password */
  constructor(readonly field: HTMLInputElement, readonly credential: () => Credential | undefined) {
    field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#start(), PAUSE_MILLIS);
    });
    field.addEventListener("change", () => this.#start());
  }

  /** What `unlock` takes for that credential: what was worked ahead if it fits, else the password. */
  async opener(credential: Credential): Promise<string | CryptoKey> {
    this.#start();
    const work = this.#work;
    return work?.credential === credential && work.password === this.field.value
      ? await work.key
      : this.field.value;
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#work = undefined;
  }

  #start(): void {
    clearTimeout(this.#timer);
    const credential = this.credential();
    const password = this.field.value;
    if (password === "") return this.forget();
    if (credential === undefined || this.#working) return;
    if (this.#work?.credential === credential && this.#work.password === password) return;
    const key = workAhead(credential, password);
    this.#work = { credential, password, key };
    this.#working = true;
    const next = () => {
      this.#working = false;
      this.#start();
    };
    // Whatever is wrong is said when it is asked for.
    key.then(next, next);
  }
}
