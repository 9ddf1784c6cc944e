/** A list is signed as it is shown, or not at all. */
import { base64url, utf8 } from "../main/crypto/bytes.ts";
import { type BatchView, canonical, requireShown } from "../main/holder/batch.ts";
import { complains, equal } from "./expect.ts";

const APP = {
  type: "appRelease",
  subject: "应用",
  identifier: "cn.app",
  digest: "sha256:" + "ab".repeat(32),
};
const ACCOUNT = { type: "accountOpening", subject: '账号 "one"', identifier: "one\\/é" };

/** The same list as BatchHolderTest, whose digest the server computes. */
const DIGEST = "00bae8e6756d3a88adc6b6d8383f5b2b8d8889a1dddc71a1ca79d68985ae7b93";

function view(change: Partial<BatchView> = {}, text = (lines: string) => lines): BatchView {
  const lines = [
    "ZHENGYAN BATCH 1",
    "service: https://zhengyan.example",
    "environment: dev",
    "platform: 示例社交平台 (demo-social)",
    "body: 南京市教育局",
    "uscc: 11320100MB9000015T",
    "count: 2",
    `digest: sha256:${DIGEST}`,
    "batch: 5f0c6d6e-9f42-4c6c-8f1e-1b7a6d1b2c3d",
    "",
  ].join("\n");
  return {
    id: "5f0c6d6e-9f42-4c6c-8f1e-1b7a6d1b2c3d",
    state: "requested",
    environment: "dev",
    platform: { name: "示例社交平台", clientId: "demo-social" },
    claimed: { name: "南京市教育局", uscc: "11320100MB9000015T" },
    actions: [ACCOUNT, APP],
    acceptedSuites: ["p256", "sm2"],
    challenge: base64url(utf8(text(lines))),
    expiresAt: "2026-11-24T08:00:00Z",
    now: "2026-11-23T08:00:00Z",
    ...change,
  };
}

Deno.test("writesTheListAsTheServerDoes", () => {
  equal(
    canonical([ACCOUNT, APP]),
    `[{"identifier":"one\\\\/é","subject":"账号 \\"one\\"","type":"accountOpening"},` +
      `{"digest":"sha256:${"ab".repeat(32)}","identifier":"cn.app","subject":"应用","type":"appRelease"}]`,
  );
});

Deno.test("takesTheListThatTheTextNames", async () => {
  await requireShown(view());
});

Deno.test("signsNoListThatTheTextDoesNotName", async () => {
  const other = { ...ACCOUNT, identifier: "two" };
  for (
    const changed of [
      view({ actions: [ACCOUNT] }),
      view({ actions: [APP, ACCOUNT] }),
      view({ actions: [other, APP] }),
      view({ actions: [ACCOUNT, APP, other] }),
      view({ claimed: { name: "南京市别的局", uscc: "11320100MB9000015T" } }),
      view({ claimed: { name: "南京市教育局", uscc: "12320100426000000X" } }),
      view({ id: "5f0c6d6e-9f42-4c6c-8f1e-1b7a6d1b2c3e" }),
      view({ challenge: undefined }),
      view({}, (text) => text.replace("BATCH 1", "BATCH 2")),
      view({}, (text) => text.replace("count: 2", "count: 3")),
      view({}, (text) => text.replace("ZHENGYAN BATCH 1", "ZHENGYAN VERIFICATION 1")),
    ]
  ) {
    await complains("list-differs", () => requireShown(changed));
  }
});
