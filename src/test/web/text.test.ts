/** Both languages say everything, and say it of the same values. */
import en from "../main/text/en.json" with { type: "json" };
import zh from "../main/text/zh.json" with { type: "json" };
import { equal } from "./expect.ts";

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join();

Deno.test("bothLanguagesHaveTheSameTexts", () => {
  equal(Object.keys(en).join("\n"), Object.keys(zh).join("\n"));
  for (const [key, text] of Object.entries(zh)) {
    equal(`${key} ${placeholders(en[key as keyof typeof zh])}`, `${key} ${placeholders(text)}`);
  }
});

/** Names of formats and products are the same in both; words are not. */
Deno.test("noEnglishTextHasChineseWords", () => {
  for (const [key, text] of Object.entries(en)) {
    equal(key !== "language" && /[\u4e00-\u9fff]/.test(text) ? key : "", "");
  }
});
