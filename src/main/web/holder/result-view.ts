/** How it ended, and what to do now. */
import type { Outcome } from "./api.ts";
import { h, show } from "./dom.ts";
import { type Key, sentence, t } from "./text.ts";

export type Ending = Outcome["state"] | "refused" | "outdated" | "not-found";

/** @param platform name of the platform, where it is known */
export function resultView(outcome: Partial<Outcome>, ending: Ending, platform: string | undefined): void {
  const name = () => ({ platform: platform ?? t("platform.unknown") });
  const reasons = ending === "rejected" ? reasonsOf(outcome) : [() => main(ending, name())];
  const back = safe(outcome.returnTo);
  show(
    () => t(`result.${ending}.title` as Key),
    h("div", { class: `result ${ending}` }, ...reasons.map((each) => h("p", {}, each))),
    ending === "rejected" && h("p", {}, () => t("result.rejected.next", name())),
    back !== undefined
      ? h("p", {}, h("a", { class: "button", href: back }, () => t("result.return", name())))
      : h("p", { class: "small" }, () => t("result.done")),
  );
  if (ending === "answered" && back !== undefined) location.assign(back);
}

function main(ending: Ending, name: Record<string, string>): string {
  if (ending === "outdated") return t("complaint.secret-outdated");
  return t(`result.${ending}.text` as Key, name);
}

function reasonsOf(outcome: Partial<Outcome>): (() => string)[] {
  if (outcome.attemptsLeft === 0) return [() => t("reason.attempts")];
  return (outcome.reasons ?? ["other"]).map((code) => () => sentence("reason", code, "reason.other"));
}

/** The platform's page, if it is one: a link of another kind could run something here. */
function safe(url: string | undefined): string | undefined {
  return url !== undefined && ["https:", "http:"].includes(new URL(url).protocol) ? url : undefined;
}
