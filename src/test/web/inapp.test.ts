/** Which User-Agents are browsers inside other apps. */
import { surroundingApp } from "../main/holder/inapp.ts";
import { equal } from "./expect.ts";

const PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 ";
const AGENTS: Record<string, string | undefined> = {
  [PHONE + "Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47.2560 Language/zh_CN"]: "app.wechat",
  [PHONE + "Chrome/116.0.0.0 Mobile Safari/537.36 AlipayClient/10.5.88.8000 Language/zh-Hans"]: "app.alipay",
  [PHONE + "MQQBrowser/6.2 TBS/046805 Mobile Safari/537.36 V1_AND_SQ_9.0.0 QQ/9.0.0.14110"]: "app.qq",
  [PHONE + "Chrome/116.0.0.0 Mobile Safari/537.36 Weibo (vivo-V2309A__weibo__14.3.0__android)"]: "app.weibo",
  [PHONE + "Chrome/116.0.0.0 Mobile Safari/537.36 AliApp(DingTalk/7.5.10) com.alibaba.android.rimet"]:
    "app.dingtalk",
  [PHONE + "MQQBrowser/14.8 Chrome/109.0.5414.118 Mobile Safari/537.36"]: undefined,
  [PHONE + "Chrome/150.0.0.0 Mobile Safari/537.36"]: undefined,
  [PHONE + "Chrome/116.0 Mobile Safari/537.36 HuaweiBrowser/15.0.4.301"]: undefined,
};

Deno.test("recognisesBrowsersInsideApps", () => {
  for (const [agent, app] of Object.entries(AGENTS)) equal(surroundingApp(agent), app);
});
