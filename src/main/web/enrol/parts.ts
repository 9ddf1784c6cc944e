/** The parts of a console's page that only a script makes, in the same form as the server's. */
import { Complaint } from "../crypto/complaint.ts";
import { h } from "../holder/dom.ts";
import { type Key, t } from "../holder/text.ts";

type Control = HTMLInputElement | HTMLTextAreaElement;

/** A question with its hint; its answer has no name, so that no form ever sends it. */
export function question(control: Control, label: Key, hint?: Key): HTMLElement {
  if (hint !== undefined) control.setAttribute("aria-describedby", `${control.id}-hint`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: control.id }, t(label)),
    hint !== undefined && h("p", { class: "hint", id: `${control.id}-hint` }, t(hint)),
    control,
  );
}

export function password(id: string, autocomplete: string): HTMLInputElement {
  return h("input", { type: "password", id, autocomplete, autocapitalize: "off", spellcheck: "false" });
}

/** Tells a password store what the passwords beside it are for; nobody sees it, and nothing sends it. */
export function owner(name: string): HTMLInputElement {
  return h("input", { type: "text", autocomplete: "username", value: name, hidden: true });
}

export function file(id: string, accept: string): HTMLInputElement {
  return h("input", { type: "file", id, accept });
}

export function button(label: Key, act: () => void, primary = false): HTMLButtonElement {
  return h("button", { type: "button", class: primary ? "primary" : "", onclick: act }, t(label));
}

/** What was done; the reader's place goes there. */
export function done(text: string): HTMLElement {
  return h(
    "div",
    { class: "notice done", role: "status", tabindex: "-1" },
    h("p", {}, h("strong", {}, text)),
  );
}

/** Says at the field what is wrong with it, and takes the reader there. */
export function complain(control: HTMLElement, text: string): void {
  complainAs(t("enrol.error"), control, text);
}

/** As `complain`, with the word for an error that the page brought. */
export function complainAs(error: string, control: HTMLElement, text: string): void {
  settle(control);
  const id = `${control.id}-error`;
  const note = h(
    "p",
    { class: "error", id, role: "alert" },
    h("span", { class: "unseen" }, error + " "),
    text,
  );
  control.before(note);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  control.closest(".field")?.classList.add("invalid");
  control.focus();
}

export function settle(...controls: HTMLElement[]): void {
  for (const control of controls) {
    document.getElementById(`${control.id}-error`)?.remove();
    control.removeAttribute("aria-invalid");
    const hint = document.getElementById(`${control.id}-hint`);
    if (hint !== null) control.setAttribute("aria-describedby", hint.id);
    else control.removeAttribute("aria-describedby");
    control.closest(".field")?.classList.remove("invalid");
  }
}

/** A complaint at the password when it is about that, else at the file. */
export function explain(e: unknown, chosen: HTMLElement, typed: HTMLElement): void {
  const complaint = e instanceof Complaint ? e : new Complaint("unexpected");
  const text = t(`complaint.${complaint.code}` as Key, complaint.details);
  complain(complaint.code === "password-wrong" ? typed : chosen, text);
}

/** Gives the browser a file to save. */
export function save(name: string, contents: BlobPart): void {
  const url = URL.createObjectURL(new Blob([contents], { type: "application/octet-stream" }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export async function octets(control: HTMLInputElement): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chosen = control.files?.[0];
  return chosen === undefined ? undefined : new Uint8Array(await chosen.arrayBuffer());
}
