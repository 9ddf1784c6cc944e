/** The certificates kept in this browser: seeing, adding, removing. */
import { Complaint } from "../crypto/complaint.ts";
import type { Credential } from "../crypto/credential.ts";
import { unlock } from "../crypto/signing.ts";
import { Chooser, describe, wrong } from "./chooser.ts";
import { announce, h, show } from "./dom.ts";
import { keep, kept, remove } from "./keeping.ts";
import { Problems } from "./problems.ts";
import { t } from "./text.ts";

/** @param told what just happened */
export async function credentialsView(told?: () => string): Promise<void> {
  const all = await kept();
  const problems = new Problems();
  const chooser = new Chooser(
    [],
    undefined,
    (complaint) => problems.show(wrong(complaint)),
    "credentials.add",
    false,
  );
  const progress = h("p", { class: "progress", role: "status" });
  let busy = false;
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    problems.clear();
    try {
      const missing = chooser.missing();
      if (missing.length > 0) return problems.show(...missing);
      progress.textContent = t("working");
      const credential = await chooser.credential();
      (await unlock(credential, await chooser.opener(credential))).forget();
      await keep(credential);
      chooser.clear();
      await credentialsView(() => t("credentials.saved", { name: credential.certificate.name }));
    } catch (e) {
      problems.show(wrong(e instanceof Complaint ? e : new Complaint("unexpected")));
    } finally {
      busy = false;
      progress.textContent = "";
    }
  };
  show(
    () => t("credentials.title"),
    problems.element,
    told !== undefined && h("p", { class: "told" }, told),
    h("p", {}, () => t("credentials.text")),
    all.length === 0
      ? h("p", {}, () => t("credentials.none"))
      : h("ul", { class: "list" }, ...all.map(entry)),
    h(
      "form",
      { novalidate: true, onsubmit: save },
      chooser.element,
      h("p", {}, h("button", { type: "submit", class: "wide" }, () => t("credentials.save"))),
      progress,
    ),
  );
  if (told !== undefined) announce(told());
}

/** Removing asks once more, at the same place. */
function entry(credential: Credential): HTMLElement {
  let asked = false;
  const label = () => t(asked ? "credentials.remove.confirm" : "credentials.remove");
  const button = h("button", { type: "button" }, label);
  button.setAttribute("aria-describedby", `kept-${credential.certificate.serial}`);
  button.addEventListener("click", async () => {
    if (!asked) {
      asked = true;
      button.textContent = label();
      return;
    }
    await remove(credential);
    await credentialsView(() => t("credentials.removed"));
  });
  const described = describe(credential.certificate);
  described.id = `kept-${credential.certificate.serial}`;
  return h("li", {}, described, button);
}
