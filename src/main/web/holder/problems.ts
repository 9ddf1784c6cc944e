/** What a person did that cannot work: a summary at the top, and a line at the field. */
import { h, words } from "./dom.ts";
import { t } from "./text.ts";

/** One thing that is wrong, at the field with this id; where there is no field, at none. */
export interface Wrong {
  field?: string;
  text: () => string;
  /** Small print for support. */
  reference?: string;
}

/** Where problems show: put `element` at the top of a view. */
export class Problems {
  readonly element = h("div", { class: "problems", role: "alert", tabindex: "-1" });

  constructor() {
    this.element.hidden = true;
  }

  clear(): void {
    this.element.hidden = true;
    for (const note of document.querySelectorAll(".wrong")) note.remove();
    for (const field of document.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", field.getAttribute("data-hint") ?? "");
    }
  }

  show(...wrongs: Wrong[]): void {
    this.clear();
    const items = wrongs.map((wrong) => {
      const field = wrong.field === undefined ? null : document.getElementById(wrong.field);
      if (field === null) return h("li", {}, wrong.text);
      mark(field, wrong);
      const jump = (event: Event) => {
        event.preventDefault();
        field.focus();
      };
      return h("li", {}, h("a", { href: `#${field.id}`, onclick: jump }, wrong.text));
    });
    const references = wrongs.flatMap((wrong) => wrong.reference ?? []);
    this.element.replaceChildren(
      h("h2", {}, () => t("problem.title")),
      h("ul", {}, ...items),
      ...references.map((code) => h("p", { class: "small" }, () => t("support", { code }))),
    );
    this.element.hidden = false;
    this.element.scrollIntoView({ block: "start" });
    this.element.focus({ preventScroll: true });
  }
}

function mark(field: HTMLElement, wrong: Wrong): void {
  const note = h("p", { class: "wrong", id: `${field.id}-wrong` }, words(wrong.text));
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${note.id} ${field.dataset.hint ?? ""}`.trim());
  field.closest(".field, fieldset")?.append(note);
}
