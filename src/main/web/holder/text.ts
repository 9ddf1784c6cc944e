/** The page's words, Chinese or English. The same files give the server its part of the page. */
import en from "../text/en.json" with { type: "json" };
import zh from "../text/zh.json" with { type: "json" };

export type Language = "zh" | "en";
export type Key = keyof typeof zh;
type Values = Record<string, string>;

const TEXTS: Record<Language, Record<string, string>> = { zh, en };
const REMEMBERED = "language";
let current: Language = "zh";

export function language(): Language {
  return current;
}

/** The language that was chosen here before, else the one in which the server wrote the page. */
export function startLanguage(): void {
  current = remembered() ?? (document.documentElement.lang.startsWith("en") ? "en" : "zh");
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
}

/** The language of the page around, which the server wrote. */
export function adoptLanguage(): void {
  current = document.documentElement.lang.startsWith("en") ? "en" : "zh";
}

export function switchLanguage(): void {
  current = current === "zh" ? "en" : "zh";
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(REMEMBERED, current);
  } catch {
    // Nothing may be kept here; the choice holds for this page.
  }
}

function remembered(): Language | undefined {
  try {
    const kept = localStorage.getItem(REMEMBERED);
    return kept === "zh" || kept === "en" ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function t(key: Key, values: Values = {}): string {
  return (TEXTS[current][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A sentence for a code that came from elsewhere; another one when there is none for it. */
export function sentence(prefix: string, code: string, otherwise: Key, values: Values = {}): string {
  const key = `${prefix}.${code}`;
  return key in TEXTS[current] ? t(key as Key, values) : t(otherwise, values);
}

export function list(items: string[]): string {
  return items.join(t("separator")) + t("stop");
}

/** A unified social credit code in groups that can be read aloud: 2-6-9-1. */
export function uscc(code: string): string {
  return code.length === 18
    ? [code.slice(0, 2), code.slice(2, 8), code.slice(8, 17), code.slice(17)].join(" ")
    : code;
}

export function date(value: Date): string {
  return new Intl.DateTimeFormat(current === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long" }).format(value);
}

export function moment(value: Date): string {
  const way = { dateStyle: "long", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat(current === "zh" ? "zh-CN" : "en-GB", way).format(value);
}
