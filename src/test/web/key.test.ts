/** Between the server's JSON and the browser's options and answers. */
import { base64url, utf8 } from "../main/crypto/bytes.ts";
import { answer, creation, request } from "../main/key/ceremony.ts";
import { equal } from "./expect.ts";

function same(actual: unknown, expected: unknown): void {
  equal(JSON.stringify(actual), JSON.stringify(expected));
}

function octets(actual: BufferSource | undefined, expected: string): void {
  equal(new TextDecoder().decode(actual), expected);
}

Deno.test("givesTheBrowserOctetsWhereTheServerSentText", () => {
  const options = creation({
    challenge: base64url(utf8("challenge")),
    rp: { id: "zhengyan.example", name: "x" },
    user: { id: base64url(utf8("account")), name: "a@b", displayName: "a@b" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    excludeCredentials: [{ type: "public-key", id: base64url(utf8("present")) }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
    timeout: 1,
  });
  octets(options.challenge, "challenge");
  octets(options.user.id, "account");
  octets(options.excludeCredentials?.[0].id, "present");
  equal(options.authenticatorSelection?.userVerification, "required");
  const asked = request({
    challenge: base64url(utf8("challenge")),
    rpId: "zhengyan.example",
    timeout: 1,
    userVerification: "required",
  });
  octets(asked.challenge, "challenge");
  equal(asked.allowCredentials, undefined);
});

function credential(response: Record<string, unknown>): PublicKeyCredential {
  return {
    id: "aWQ",
    rawId: utf8("id").buffer,
    type: "public-key",
    response: { clientDataJSON: utf8("{}").buffer, ...response },
  } as unknown as PublicKeyCredential;
}

Deno.test("tellsTheServerWhatAKeyAnswered", () => {
  const signed = {
    authenticatorData: utf8("data").buffer,
    signature: utf8("sig").buffer,
    userHandle: utf8("account").buffer,
  };
  const told = JSON.parse(answer(credential(signed)));
  equal(told.rawId, "aWQ");
  same(told.response, {
    clientDataJSON: "e30",
    authenticatorData: "ZGF0YQ",
    signature: "c2ln",
    userHandle: base64url(utf8("account")),
  });
  equal("userHandle" in JSON.parse(answer(credential({ ...signed, userHandle: null }))).response, false);
});

Deno.test("tellsTheServerOfANewKey", () => {
  const told = JSON.parse(answer(credential({ attestationObject: utf8("made").buffer })));
  same(told.response, { clientDataJSON: "e30", attestationObject: base64url(utf8("made")) });
});
