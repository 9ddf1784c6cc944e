/**
 * Browsers inside other apps. They can read what is typed, and keep nothing; each names itself in
 * its User-Agent. The server has the same list (SurroundingApps). One that hides is not found: this
 * helps people, it does not keep anybody out.
 */
import type { Key } from "./text.ts";

const APPS: [RegExp, Key][] = [
  [/MicroMessenger|WeChat/i, "app.wechat"],
  [/AlipayClient/i, "app.alipay"],
  [/DingTalk/i, "app.dingtalk"],
  [/Weibo/i, "app.weibo"],
  // The browser of the same maker is a real one: MQQBrowser without QQ/.
  [/\bQQ\/[\d.]+/, "app.qq"],
];

export function surroundingApp(userAgent: string): Key | undefined {
  return APPS.find(([pattern]) => pattern.test(userAgent))?.[1];
}
