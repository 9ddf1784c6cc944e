/** The text that signs in: what is signed, and what is not even tried. */
import { base64url, utf8 } from "../main/crypto/bytes.ts";
import type { Certificate } from "../main/crypto/certificate.ts";
import { Challenge } from "../main/signin/challenge.ts";
import { complains, equal } from "./expect.ts";

const TEXT = "ZHENGYAN SIGN-IN 1\nservice: https://zhengyan.example\nenvironment: production\n" +
  "sign-in-to: zhengyan consoles\nnonce: AAAA\nexpires: 2026-11-22T08:05:00Z\n";

function certificate(notBefore: string, notAfter: string): Certificate {
  return {
    der: utf8(""),
    sha256: "ab".repeat(32),
    serial: "01",
    suite: "sm2",
    publicKey: utf8(""),
    name: "测试单位",
    uscc: "",
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    authority: false,
    signs: true,
  };
}

Deno.test("signsTheTextAndTheCertificatesLine", () => {
  const signed = new Challenge(base64url(utf8(TEXT))).signedWith(
    certificate("2026-01-01", "2027-01-01"),
  );
  equal(
    new TextDecoder().decode(signed),
    `${TEXT}certificate: sha256:${"ab".repeat(32)}\n`,
  );
});

Deno.test("signsNoTextOfAnotherKind", async () => {
  for (
    const text of [
      "",
      "ZHENGYAN VERIFICATION 1\nexpires: 2026-11-22T08:05:00Z\n",
      "ZHENGYAN SIGN-IN 1\n",
    ]
  ) {
    await complains("unexpected", () => new Challenge(base64url(utf8(text))));
  }
});

/** By the server's clock, which the text tells; this machine's may be wrong. */
Deno.test("triesNoCertificateThatIsOverOrNotYetValid", async () => {
  const challenge = new Challenge(base64url(utf8(TEXT)));
  challenge.requireFitting(
    certificate("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
  );
  await complains(
    "certificate-expired",
    () =>
      challenge.requireFitting(
        certificate("2026-01-01", "2026-11-22T07:59:59Z"),
      ),
  );
  await complains(
    "certificate-not-yet-valid",
    () =>
      challenge.requireFitting(
        certificate("2026-11-22T08:05:01Z", "2027-01-01"),
      ),
  );
});

Deno.test("textsAreOverBeforeTheServerSaysSo", () => {
  const challenge = new Challenge(base64url(utf8(TEXT)));
  equal(challenge.over(), false);
  equal(challenge.over(performance.now() + 4 * 60_000), false);
  equal(challenge.over(performance.now() + 5 * 60_000), true);
});
