/** Choosing a certificate within a console's form: one that this browser keeps, or a file; its password. */
import type { Certificate } from "../crypto/certificate.ts";
import { Complaint } from "../crypto/complaint.ts";
import { type Credential, type CredentialFile, LARGEST_FILE, readFile } from "../crypto/credential.ts";
import { complain, explain, file, octets, password, question, settle } from "../enrol/parts.ts";
import { Ahead } from "../holder/ahead.ts";
import { h } from "../holder/dom.ts";
import { date, t, uscc } from "../holder/text.ts";

const OTHER = "other";

export class Choosing {
  readonly elements: HTMLElement[];
  readonly #file = file("signing-file", "");
  readonly #password = password("signing-password", "off");
  readonly #keep = h("input", { type: "checkbox", id: "signing-keep" });
  readonly #chosen = h("p", { class: "hint", role: "status" });
  readonly #fromFile: HTMLElement;
  readonly #kept: HTMLFieldSetElement;
  readonly #keeping: HTMLElement;
  readonly #ahead = new Ahead(this.#password, () => this.#known());
  #looking: Promise<void> = Promise.resolve();
  #read: CredentialFile | undefined;
  #complaint: Complaint | undefined;

  constructor(readonly kept: Credential[]) {
    this.#kept = h(
      "fieldset",
      { class: "field", id: "signing-kept", tabindex: "-1" },
      h("legend", {}, t("credential.kept")),
      ...kept.map((each, i) => this.#option(String(i), i === 0, described(each.certificate))),
      this.#option(OTHER, kept.length === 0, h("span", {}, t("credential.other"))),
    );
    this.#fromFile = question(this.#file, "credential.file", "credential.hint");
    this.#fromFile.append(this.#chosen);
    this.#keeping = h(
      "fieldset",
      { class: "field" },
      h("legend", {}, t("signin.next")),
      h("label", { class: "option" }, this.#keep, h("span", {}, t("credential.keep"))),
    );
    this.#file.addEventListener("change", () => {
      this.#looking = this.#look();
    });
    this.elements = [
      this.#kept,
      this.#fromFile,
      question(this.#password, "credential.password", "credential.password.hint"),
      this.#keeping,
    ];
    this.#kept.hidden = kept.length === 0;
    this.#keeping.hidden = true;
    this.#show();
  }

  /** Where the certificate was chosen: what is wrong with it is said there. */
  get at(): HTMLElement {
    return this.#selected() === OTHER ? this.#file : this.#kept;
  }

  /** What opens that credential's key: the password, or what was made of it already. */
  opener(credential: Credential): Promise<string | CryptoKey> {
    return this.#ahead.opener(credential);
  }

  get wantsKeeping(): boolean {
    return this.#selected() === OTHER && this.#keep.checked;
  }

  untouched(): boolean {
    return this.#password.value === "" && (this.#file.files?.length ?? 0) === 0;
  }

  /** Says what is missing, the first where the reader is taken; true when nothing is. */
  async complete(): Promise<boolean> {
    settle(this.#file, this.#password, this.#kept);
    await this.#looking;
    const typed = this.#password.value !== "";
    if (!typed) complain(this.#password, t("field.password"));
    if (this.#selected() !== OTHER) return typed;
    if (this.#complaint !== undefined) this.explain(this.#complaint);
    else if (this.#read === undefined) complain(this.#file, t("field.credential"));
    return typed && this.#read !== undefined;
  }

  async credential(): Promise<Credential> {
    const known = this.#known();
    if (known !== undefined) return known;
    if (this.#read === undefined) throw new Complaint("file-unknown");
    return await this.#read.open(this.#password.value);
  }

  explain(complaint: Complaint): void {
    explain(complaint, this.at, this.#password);
  }

  /** Nothing typed stays in the page. */
  clear(): void {
    this.#password.value = "";
    this.#ahead.forget();
  }

  /** What is chosen, unless only the password says what it is. */
  #known(): Credential | undefined {
    const selected = this.#selected();
    return selected === OTHER ? this.#read?.credential : this.kept[Number(selected)];
  }

  #selected(): string {
    return this.#kept.querySelector<HTMLInputElement>("input:checked")?.value ?? OTHER;
  }

  #show(): void {
    this.#fromFile.hidden = this.#selected() !== OTHER;
    this.#keeping.hidden = this.#fromFile.hidden || this.#read === undefined;
  }

  /** Of no form, so that none sends it. */
  #option(value: string, checked: boolean, label: HTMLElement): HTMLElement {
    const radio = h("input", {
      type: "radio",
      name: "signing-credential",
      form: "signing-none",
      value,
      checked,
    });
    radio.addEventListener("change", () => this.#show());
    return h("label", { class: "option" }, radio, label);
  }

  async #look(): Promise<void> {
    settle(this.#file);
    this.#read = this.#complaint = undefined;
    this.#chosen.textContent = "";
    const chosen = this.#file.files?.[0];
    try {
      if (chosen !== undefined && chosen.size > LARGEST_FILE) throw new Complaint("file-large");
      const bytes = await octets(this.#file);
      if (bytes === undefined) return;
      this.#read = await readFile(bytes);
      const own = this.#read.credential?.certificate;
      if (own !== undefined) this.#chosen.textContent = `${own.name} ${facts(own)}`;
    } catch (e) {
      this.#complaint = e instanceof Complaint ? e : new Complaint("file-unknown");
      this.explain(this.#complaint);
    } finally {
      this.#show();
    }
  }
}

function described(certificate: Certificate): HTMLElement {
  return h("span", {}, certificate.name, h("span", { class: "hint" }, facts(certificate)));
}

function facts(certificate: Certificate): string {
  const suite = certificate.suite === "sm2" ? "SM2" : "P-256";
  const until = t("credential.until", { date: date(certificate.notAfter) });
  return `${uscc(certificate.uscc)} · ${suite} · ${until}`;
}
