/** Where the page begins. */
import { BatchFlow } from "./batch-flow.ts";
import { adoptFrame, h, show } from "./dom.ts";
import { credentialsView } from "./credentials-view.ts";
import { Flow } from "./flow.ts";
import { surroundingApp } from "./inapp.ts";
import { type Key, startLanguage, t } from "./text.ts";

function start(): Promise<void> | void {
  startLanguage();
  adoptFrame((key) => t(key as Key));
  const app = surroundingApp(navigator.userAgent);
  if (app !== undefined) return elsewhere(app);
  if (!isSecureContext || crypto.subtle === undefined) return unable("browser.insecure");
  if (typeof indexedDB === "undefined" || typeof BigInt === "undefined") return unable("browser.old");
  const { verification, batch } = document.body.dataset;
  if (batch !== undefined) return new BatchFlow(batch).start();
  return verification === undefined ? credentialsView() : new Flow(verification).start();
}

function unable(reason: Key): void {
  document.querySelector("footer")?.remove();
  show(() => t("browser.title"), h("p", {}, () => t(reason)));
}

/** Inside another app: the way out, and nothing else. */
function elsewhere(app: Key): void {
  document.querySelector("footer")?.remove();
  let told: Key | undefined;
  const note = h("p", { role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      told = "inapp.copied";
    } catch {
      told = "inapp.copy-failed";
    }
    note.textContent = t(told);
  };
  show(
    () => t("inapp.title"),
    h("p", {}, () => t("inapp.why", { app: t(app) })),
    h("p", {}, () => t("inapp.how")),
    // A list may be looked at again, wherever its link is opened.
    document.body.dataset.batch === undefined && h("p", { class: "small" }, () => t("inapp.once")),
    h(
      "p",
      {},
      h("button", { type: "button", class: "wide", onclick: () => void copy() }, () => t("inapp.copy")),
    ),
    note,
  );
}

start();
