/**
 * The script of the pages where a security key signs in, or is added: it asks the server for a challenge, the
 * browser for the key's answer, and puts that into the server's form. Its words come with the page.
 */
import { complainAs, settle } from "../enrol/parts.ts";
import { answer, creation, type CreationJson, request, type RequestJson } from "./ceremony.ts";

class Key {
  readonly #form: HTMLFormElement;
  readonly #button = document.querySelector<HTMLButtonElement>("#key-use")!;
  readonly #progress = document.querySelector<HTMLElement>("#key-progress")!;
  readonly #words: DOMStringMap;
  #busy = false;

  constructor(root: HTMLElement) {
    this.#form = root.closest("form")!;
    this.#words = root.dataset;
    this.#control("key").value = ""; // what a browser kept of the last time answers nothing any more
    root.hidden = this.#button.hidden = false;
    this.#button.addEventListener("click", () => void this.#act());
    if (this.#adding) {
      // There is no other button: Enter in the name's field presses this one.
      this.#form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.#act();
      });
    }
  }

  get #adding(): boolean {
    return this.#words.name !== undefined;
  }

  async #act(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#button.setAttribute("aria-disabled", "true");
    try {
      document.querySelector(".problems")?.remove();
      if (this.#complete()) await this.#ask();
    } finally {
      this.#busy = false;
      this.#button.removeAttribute("aria-disabled");
      this.#progress.textContent = "";
    }
  }

  /** The first that is missing is where the reader is taken. */
  #complete(): boolean {
    settle(this.#button);
    let complete = true;
    for (const name of ["name", "password", "login"]) {
      const missing = this.#words[name];
      if (missing === undefined) continue;
      const control = this.#control(name);
      settle(control);
      if (control.value.trim() !== "") continue;
      complainAs(this.#words.error!, control, missing);
      complete = false;
    }
    return complete;
  }

  async #ask(): Promise<void> {
    this.#progress.textContent = this.#words.waiting!;
    let credential: Credential | null;
    try {
      const options = await this.#options();
      credential = this.#adding
        ? await navigator.credentials.create({ publicKey: creation(options as CreationJson) })
        : await navigator.credentials.get({ publicKey: request(options as RequestJson) });
    } catch (e) {
      return complainAs(this.#words.error!, this.#button, this.#sentence(e));
    }
    if (credential === null) return complainAs(this.#words.error!, this.#button, this.#words.stopped!);
    this.#control("key").value = answer(credential as PublicKeyCredential);
    this.#form.submit();
  }

  async #options(): Promise<CreationJson | RequestJson> {
    const answered = await fetch(this.#words.from!, {
      method: "POST",
      body: new URLSearchParams({ csrf: this.#control("csrf").value }),
      redirect: "error",
    });
    if (!answered.ok) throw new TypeError(`${answered.status}`);
    return await answered.json();
  }

  #sentence(e: unknown): string {
    switch (e instanceof DOMException ? e.name : "") {
      case "NotAllowedError":
      case "AbortError":
        return this.#words.stopped!;
      case "InvalidStateError":
        return this.#words.present ?? this.#words.failed!;
      case "NotSupportedError":
      case "ConstraintError":
      case "SecurityError":
        return this.#words.unsupported!;
      default:
        return this.#words.failed!;
    }
  }

  #control(name: string): HTMLInputElement {
    return this.#form.querySelector<HTMLInputElement>(`input[name=${name}]`)!;
  }
}

const root = document.getElementById("key");
if (root !== null) {
  if (isSecureContext && "credentials" in navigator && "PublicKeyCredential" in globalThis) {
    new Key(root);
  } else if (root.dataset.name !== undefined) {
    document.querySelector("#key-progress")!.textContent = root.dataset.unsupported!;
  }
}
