/** Who asks, for what, and what will be told: the part of a request that a person reads. */
import type { View } from "./api.ts";
import { h } from "./dom.ts";
import { list, sentence, t, uscc } from "./text.ts";

export function heading(view: View): string {
  return t("request.title", { platform: view.platform.name });
}

/** @param timeLeft where the countdown shows */
export function facts(view: View, timeLeft: HTMLElement): HTMLElement {
  const { platform, action, claimed, applicant, onBehalfOf } = view;
  return h(
    "div",
    {},
    environment(view),
    h("p", { class: "time" }, () => t("time-left"), " ", timeLeft),
    h("h2", {}, () => t("request.who")),
    h(
      "dl",
      {},
      row(() => t("platform"), () => platform.name),
      row(() => t("filing-number"), () => platform.filingNumber ?? t("filing-number.none")),
      row(() => t("applicant"), () => applicant?.login ?? t("applicant.none")),
      applicant?.place !== undefined && row(() => t("applicant.place"), () => applicant.place!),
      onBehalfOf?.department !== undefined && row(() => t("department"), () => onBehalfOf.department!),
      onBehalfOf?.agent !== undefined && row(() => t("agent"), () => onBehalfOf.agent!),
    ),
    h("h2", {}, () => t("request.what")),
    h(
      "dl",
      {},
      row(() => t("purpose"), () => sentence("purpose", action.type, "purpose.other")),
      action.subject !== undefined && row(() => t("subject"), () => action.subject!),
      action.identifier !== undefined && row(() => t("identifier"), () => action.identifier!, "code"),
      action.digest !== undefined && row(() => t("digest"), () => fingerprint(action.digest!), "code"),
      row(() => t("body"), () => claimed.name),
      row(() => t("uscc"), () => uscc(claimed.uscc), "code"),
    ),
    h("h2", {}, () => t("disclosed")),
    h("p", {}, () => list(view.disclosed.map((each) => sentence("disclosed", each, "reason.other")))),
    h("h2", {}, () => t("not-disclosed")),
    h("p", {}, () => list(view.notDisclosed.map((each) => sentence("not-disclosed", each, "reason.other")))),
  );
}

/** Says what is worth nothing. */
export function environment(view: { environment: View["environment"] }): HTMLElement | undefined {
  const { environment } = view;
  return environment === "production"
    ? undefined
    : h("p", { class: "environment" }, () => t(`environment.${environment}`));
}

export function row(name: () => string, value: () => string, cssClass = ""): HTMLElement {
  return h("div", {}, h("dt", {}, name), h("dd", { class: cssClass }, value));
}

/** Whole, in groups: who compares it should be able to. */
export function fingerprint(digest: string): string {
  const [algorithm, value] = digest.split(":");
  return `${algorithm} ${value.match(/.{1,8}/g)?.join(" ")}`;
}
