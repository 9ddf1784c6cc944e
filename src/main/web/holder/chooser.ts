/** The part of a page where a certificate is chosen, from a file or from those kept, and its password. */
import type { Certificate } from "../crypto/certificate.ts";
import { type Credential, type CredentialFile, LARGEST_FILE, readFile } from "../crypto/credential.ts";
import { Complaint } from "../crypto/complaint.ts";
import { Ahead } from "./ahead.ts";
import { h } from "./dom.ts";
import { date, type Key, t, uscc } from "./text.ts";
import type { Wrong } from "./problems.ts";

export class Chooser {
  readonly element: HTMLElement;
  readonly #file = h("input", { type: "file", id: "file", class: "file", "data-hint": "file-hint" });
  readonly #chosen = h("p", { class: "chosen", "aria-live": "polite" });
  readonly #password = h("input", {
    type: "password",
    id: "password",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "data-hint": "password-hint",
    "aria-describedby": "password-hint",
  });
  readonly #keep = h("input", { type: "checkbox", id: "keep" });
  readonly #keepLine = h(
    "label",
    { class: "check", for: "keep" },
    this.#keep,
    h("span", {}, () => t("credential.keep")),
  );
  readonly #ahead = new Ahead(this.#password, () => this.#known());
  #read: CredentialFile | undefined;
  #complaint: Complaint | undefined;

  /**
   * @param kept what this browser keeps; the first of the body `wanted` is chosen already
   * @param onComplaint told at once when a chosen file cannot be used
   */
  constructor(
    readonly kept: Credential[],
    wanted: string | undefined,
    readonly onComplaint: (complaint: Complaint) => void,
    title: Key = "credential.title",
    readonly offersKeeping = true,
  ) {
    const first = kept.find((each) => each.certificate.uscc === wanted) ?? kept[0];
    const radios = kept.map((each) => this.#option(each, each === first));
    const other = kept.length > 0
      ? [this.#radio("other", false), h("span", {}, () => t("credential.other"))]
      : [];
    const picker = h(
      "div",
      { class: "field picker" },
      h("label", { class: "button", for: "file" }, () => t("credential.choose")),
      this.#file,
      h("p", { class: "hint", id: "file-hint" }, () => t("credential.hint")),
      this.#chosen,
    );
    this.#file.addEventListener("change", () => this.#look());
    this.#keepLine.hidden = true;
    const choice = kept.length > 0
      ? h(
        "fieldset",
        { class: "kept" },
        h("legend", {}, () => t("credential.kept")),
        ...radios,
        h("label", { class: "option" }, ...other),
        picker,
      )
      : picker;
    this.element = h(
      "section",
      {},
      h("h2", {}, () => t(title)),
      choice,
      h(
        "div",
        { class: "field" },
        h("label", { for: "password" }, () => t("credential.password")),
        this.#password,
        h("p", { class: "hint", id: "password-hint" }, () => t("credential.password.hint")),
      ),
      this.#keepLine,
    );
  }

  /** What is missing before anything can be tried. */
  missing(): Wrong[] {
    const wrongs: Wrong[] = [];
    if (this.#complaint !== undefined && this.#fromFile()) wrongs.push(wrong(this.#complaint));
    else if (this.#fromFile() && this.#read === undefined) {
      wrongs.push({ field: "file", text: () => t("field.credential") });
    }
    if (this.#password.value === "") wrongs.push({ field: "password", text: () => t("field.password") });
    return wrongs;
  }

  /** Where the certificate was chosen: what is wrong with it is said there. */
  field(): string {
    return this.#fromFile() ? "file" : `credential-${this.#selected()}`;
  }

  /** What opens that credential's key: the password, or what was made of it already. */
  opener(credential: Credential): Promise<string | CryptoKey> {
    return this.#ahead.opener(credential);
  }

  async credential(): Promise<Credential> {
    const known = this.#known();
    if (known !== undefined) return known;
    if (this.#read === undefined) throw new Complaint("file-unknown");
    return await this.#read.open(this.#password.value);
  }

  wantsKeeping(): boolean {
    return this.#fromFile() && this.#keep.checked;
  }

  /** Nothing typed stays in the page. */
  clear(): void {
    this.#password.value = "";
    this.#ahead.forget();
  }

  /** What is chosen, unless only the password says what it is. */
  #known(): Credential | undefined {
    const index = this.#selected();
    return index !== undefined && index !== "other" ? this.kept[Number(index)] : this.#read?.credential;
  }

  #fromFile(): boolean {
    const selected = this.#selected();
    return selected === undefined || selected === "other";
  }

  #selected(): string | undefined {
    return this.element.querySelector<HTMLInputElement>("input[name=credential]:checked")?.value;
  }

  #radio(value: string, checked: boolean): HTMLInputElement {
    return h("input", { type: "radio", name: "credential", id: `credential-${value}`, value, checked });
  }

  #option(credential: Credential, checked: boolean): HTMLElement {
    const radio = this.#radio(String(this.kept.indexOf(credential)), checked);
    return h("label", { class: "option" }, radio, describe(credential.certificate));
  }

  async #look(): Promise<void> {
    const file = this.#file.files?.[0];
    this.#read = this.#complaint = undefined;
    this.#chosen.replaceChildren();
    if (file === undefined) return;
    const other = this.element.querySelector<HTMLInputElement>("#credential-other");
    if (other !== null) other.checked = true;
    try {
      if (file.size > LARGEST_FILE) throw new Complaint("file-large");
      this.#read = await readFile(new Uint8Array(await file.arrayBuffer()));
      const own = this.#read.credential?.certificate;
      this.#chosen.append(
        own === undefined ? h("span", {}, () => t("credential.chosen", { file: file.name })) : describe(own),
      );
      this.#keepLine.hidden = !this.offersKeeping;
    } catch (e) {
      this.#complaint = e instanceof Complaint ? e : new Complaint("file-unknown");
      this.onComplaint(this.#complaint);
    }
  }
}

/** Whose certificate it is, for a person to recognise. */
export function describe(certificate: Certificate): HTMLElement {
  return h(
    "span",
    { class: "certificate" },
    h("strong", {}, certificate.name),
    h("span", { class: "code" }, uscc(certificate.uscc)),
    h(
      "span",
      {},
      () =>
        `${certificate.suite === "sm2" ? "SM2" : "P-256"} · ${
          t("credential.until", { date: date(certificate.notAfter) })
        }`,
    ),
  );
}

/** @param chosenAt the field of the certificate; a complaint about the password belongs to its own */
export function wrong(complaint: Complaint, chosenAt = "file"): Wrong {
  const field = complaint.code === "password-wrong" ? "password" : chosenAt;
  return { field, text: () => t(`complaint.${complaint.code}` as Key, complaint.details) };
}
