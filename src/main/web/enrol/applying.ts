/**
 * Applying: the key pair is made here and saved as an encrypted file; the file is read again, with its
 * password, before the request goes into the server's form. Password and key are in no named field,
 * so that the form cannot send them.
 */
import { equal, hex, pem, wipe } from "../crypto/bytes.ts";
import type { Suite } from "../crypto/certificate.ts";
import { Complaint } from "../crypto/complaint.ts";
import { makeKeyFile, openKeyFile, readKeyFile } from "../crypto/key-file.ts";
import { utf8 } from "../crypto/bytes.ts";
import { h } from "../holder/dom.ts";
import { type Key, t } from "../holder/text.ts";
import {
  button,
  complain,
  done,
  explain,
  file,
  octets,
  owner,
  password,
  question,
  save,
  settle,
} from "./parts.ts";

type Place = "page" | "file" | "device";
const SHORTEST_PASSWORD = 10;

export class Applying {
  readonly #form: HTMLFormElement;
  readonly #csr: HTMLTextAreaElement;
  readonly #submit: HTMLButtonElement;
  readonly #first = password("key-password", "new-password");
  readonly #again = password("key-password-again", "new-password");
  readonly #file = file("key-file", ".pem");
  readonly #password = password("key-file-password", "current-password");
  readonly #progress = h("p", { class: "hint", role: "status" });
  readonly #make: HTMLElement;
  readonly #check: HTMLElement;
  readonly #device: HTMLElement;
  /** The request that was just made: the file that is read again must hold the same. */
  #made: Uint8Array<ArrayBuffer> | undefined;
  #busy = false;

  constructor(readonly root: HTMLElement) {
    this.#form = root.closest("form")!;
    this.#csr = this.#form.querySelector<HTMLTextAreaElement>("textarea[name=csr]")!;
    this.#submit = this.#form.querySelector<HTMLButtonElement>(".actions button")!;
    this.#device = this.#csr.closest<HTMLElement>(".field")!;
    const request = file("csr-file", ".csr,.pem,.p10,.txt");
    request.addEventListener("change", () => void this.#take(request));
    this.#device.append(question(request, "enrol.csr.file"));
    this.#make = h(
      "section",
      {},
      h("h2", {}, t("enrol.make")),
      question(this.#first, "enrol.password", "enrol.password.hint"),
      question(this.#again, "enrol.password.again"),
      h(
        "div",
        { class: "actions" },
        button("enrol.make.button", () => void this.#once(() => this.#makeFile()), true),
      ),
    );
    this.#check = h(
      "section",
      {},
      h("h2", {}, t("enrol.check")),
      h("p", {}, t("enrol.check.text")),
      question(this.#file, "enrol.file", "enrol.file.hint"),
      question(this.#password, "enrol.file.password"),
      h(
        "div",
        { class: "actions" },
        button("enrol.check.button", () => void this.#once(() => this.#checkFile()), true),
      ),
    );
    root.append(owner(root.dataset.uscc ?? ""), this.#places(), this.#make, this.#check, this.#progress);
    this.#form.addEventListener("submit", (event) => this.#guard(event));
    this.#place(this.#csr.value.trim() === "" ? "page" : "device");
  }

  #places(): HTMLElement {
    const option = (place: Place, label: Key, hint: Key) => {
      const radio = h("input", { type: "radio", name: "", value: place, id: `place-${place}` });
      radio.addEventListener("change", () => this.#place(place));
      return h(
        "label",
        { class: "option" },
        radio,
        h("span", {}, t(label), h("span", { class: "hint" }, t(hint))),
      );
    };
    return h(
      "fieldset",
      { class: "field" },
      h("legend", {}, t("enrol.where")),
      option("page", "enrol.where.page", "enrol.where.page.hint"),
      option("file", "enrol.where.file", "enrol.where.file.hint"),
      option("device", "enrol.where.device", "enrol.where.device.hint"),
    );
  }

  #place(place: Place): void {
    for (const radio of this.root.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
      radio.checked = radio.value === place;
    }
    this.#made = undefined;
    this.#uncheck();
    this.#make.hidden = place !== "page";
    this.#check.hidden = place !== "file";
    this.#device.hidden = place !== "device";
    this.#submit.hidden = place !== "device";
  }

  #uncheck(): void {
    if (this.#device.hidden) this.#csr.value = "";
    this.root.querySelectorAll(".notice").forEach((notice) => notice.remove());
  }

  async #makeFile(): Promise<void> {
    settle(this.#first, this.#again);
    const suite = this.#suite();
    if (suite === undefined) return;
    const typed = this.#first.value;
    if ([...typed].length < SHORTEST_PASSWORD) return complain(this.#first, t("enrol.field.password-short"));
    if (typed !== this.#again.value) return complain(this.#again, t("enrol.field.password-differs"));
    this.#uncheck();
    this.#progress.textContent = t("enrol.making");
    const text = await makeKeyFile(suite, typed);
    this.#made = readKeyFile(utf8(text)).request;
    const mark = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", this.#made))).slice(0, 8);
    const name = `zhengyan-key-${this.root.dataset.uscc}-${suite}-${mark}.pem`;
    save(name, text);
    this.#first.value = this.#again.value = "";
    this.#make.hidden = true;
    this.#check.hidden = false;
    const notice = done(t("enrol.saved", { file: name }));
    this.#check.before(notice);
    notice.focus();
  }

  async #checkFile(): Promise<void> {
    settle(this.#file, this.#password);
    const bytes = await octets(this.#file);
    if (bytes === undefined) return complain(this.#file, t("enrol.field.file"));
    if (this.#password.value === "") return complain(this.#password, t("enrol.field.password"));
    this.#progress.textContent = t("enrol.checking");
    try {
      const chosen = readKeyFile(bytes);
      if (this.#made !== undefined && !equal(chosen.request, this.#made)) {
        throw new Complaint("key-file-other");
      }
      const pair = await openKeyFile(chosen, this.#password.value);
      wipe(pair.number);
      this.#form.querySelector<HTMLInputElement>(`input[name=suite][value=${pair.suite}]`)!.checked = true;
      this.#csr.value = pem("CERTIFICATE REQUEST", chosen.request);
    } catch (e) {
      return explain(e, this.#file, this.#password);
    }
    this.#password.value = "";
    this.#check.hidden = true;
    this.root.querySelectorAll(".notice").forEach((notice) => notice.remove());
    const notice = done(t("enrol.checked"));
    this.#check.before(notice);
    this.#submit.hidden = false;
    notice.focus();
  }

  /** Nothing goes out but a request of a file that was read again, or what a device made. */
  #guard(event: Event): void {
    if (this.#csr.value.trim() !== "" && this.#check.hidden && this.#make.hidden) return;
    if (!this.#device.hidden) return;
    event.preventDefault();
    if (!this.#make.hidden) void this.#once(() => this.#makeFile());
    else if (!this.#check.hidden) void this.#once(() => this.#checkFile());
    else complain(this.#csr, t("enrol.field.unchecked"));
  }

  async #take(request: HTMLInputElement): Promise<void> {
    const bytes = await octets(request);
    if (bytes !== undefined && bytes.length <= 16 * 1024) {
      this.#csr.value = new TextDecoder("latin1").decode(bytes).trim();
    }
  }

  #suite(): Suite | undefined {
    const radios = this.#form.querySelectorAll<HTMLInputElement>("input[name=suite]");
    const chosen = [...radios].find((radio) => radio.checked);
    if (chosen === undefined) complain(radios[0], t("enrol.field.suite"));
    return chosen?.value as Suite | undefined;
  }

  async #once(act: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await act();
    } finally {
      this.#busy = false;
      this.#progress.textContent = "";
    }
  }
}
