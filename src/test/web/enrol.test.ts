/** What the enrolment page makes and opens: known answers, and each wrong thing broken alone. */
import { equal as same, fromBase64, fromHex, fromNumber, hex, pem, utf8 } from "../main/crypto/bytes.ts";
import { openEnvelopedKey } from "../main/crypto/enveloped-key.ts";
import { makeKeyFile, openKeyFile, readKeyFile, readSigningKey } from "../main/crypto/key-file.ts";
import { newKeyPair, request, requestedKey } from "../main/crypto/key-pair.ts";
import { macKey } from "../main/crypto/pkcs12-writer.ts";
import * as sm2 from "../main/crypto/sm2.ts";
import { decryptBlock, encryptBlock } from "../main/crypto/sm4.ts";
import { complains, equal } from "./expect.ts";

const KEY = fromHex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");

/** GB/T 32907-2016, appendix A.1 and A.2's first step. */
Deno.test("sm4OfTheStandardsExample", () => {
  const block = fromHex("0123456789abcdeffedcba9876543210");
  equal(hex(encryptBlock(block, block)), "681edf34d206965e86b3e94f536e4246");
  equal(hex(decryptBlock(fromHex("681edf34d206965e86b3e94f536e4246"), block)), hex(block));
});

/** GB/T 32918.5-2017, appendix C.2: "encryption standard" under the example key. */
Deno.test("sm2OpensTheStandardsCiphertext", () => {
  const point = fromHex(
    "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73" +
      "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0",
  );
  const text = fromHex("21886ca989ca9c7d58087307ca93092d651efa");
  const digest = fromHex("59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766");
  equal(new TextDecoder().decode(sm2.decrypt(point, digest, text, KEY)), "encryption standard");
  digest[0] ^= 1;
  equal(sm2.decrypt(point, digest, text, KEY), undefined);
});

/** The same octets that Bouncy Castle accepts in RequestsFromThePageTest. */
Deno.test("sm2RequestIsTheKnownOne", async () => {
  const number = fromHex("6d1f0b3c9a58e27744d0c3b2f19e86a5c0e7d9124b6f38a1957ce04d2ab8f361");
  const pair = { suite: "sm2" as const, number, publicKey: sm2.publicKey(number) };
  const made = pem("CERTIFICATE REQUEST", await request(pair, () => fromNumber(41n, 40)));
  equal(made, await Deno.readTextFile(new URL("golden/request-sm2.pem", import.meta.url)));
});

Deno.test("requestsAskForTheirOwnKey", async () => {
  for (const suite of ["sm2", "p256"] as const) {
    const pair = await newKeyPair(suite);
    equal(same(requestedKey(await request(pair)), pair.publicKey), true);
  }
});

/** RFC 7292 appendix B.2, computed by another implementation. */
Deno.test("macKeyIsTheOneOfRfc7292", () => {
  equal(hex(macKey("smeg", fromHex("0a58cf64530d823f"), 1)), EXPECTED_ONCE);
  equal(hex(macKey("queeg", fromHex("05dec959acff72f7"), 1000)), EXPECTED_OFTEN);
});
const EXPECTED_ONCE = "b26d0cad11e901ad0ba0ce08b18df8fc49d2eb271bf02a0cee1669e01251b18d";
const EXPECTED_OFTEN = "64bd552bb4ecec8224b888d4fa1dc49c6ff894bfc59b10402d83ad46c0d8da4b";

Deno.test("keyFileOpensWithItsPasswordAlone", async () => {
  for (const suite of ["sm2", "p256"] as const) {
    const file = readKeyFile(utf8(await makeKeyFile(suite, "口令 pass-1")));
    const pair = await openKeyFile(file, "口令 pass-1");
    equal(pair.suite, suite);
    await complains("password-wrong", () => openKeyFile(file, "口令 pass-2"));
    await complains(
      "key-not-of-file",
      async () => openKeyFile(file, "口令 pass-1", (await newKeyPair(suite)).publicKey),
    );
  }
});

/** A recovered key may be opened after the key file and the certificate became one. */
Deno.test("findsTheSigningKeyOfAJoinedFile", async () => {
  const pass = "口令 pass-1";
  const signing = await makeKeyFile("sm2", pass);
  const other = await makeKeyFile("sm2", pass);
  const certificate = pem("CERTIFICATE", fromHex("3000"));
  const joined = utf8(certificate + signing.split("-----BEGIN CERTIFICATE REQUEST")[0] + certificate + other);
  const expected = requestedKey(readKeyFile(utf8(signing)).request);
  equal((await openKeyFile(readSigningKey(joined), pass, expected)).suite, "sm2");
  equal((await openKeyFile(readSigningKey(utf8(signing)), pass, expected)).suite, "sm2");
  await complains("key-file-unknown", () => readSigningKey(utf8(certificate)));
  await complains("key-file-unknown", () => readSigningKey(utf8(signing.replace("MI", "AA"))));
  await complains("file-large", () => readSigningKey(new Uint8Array(70_000)));
});

Deno.test("refusesFilesThatAreNoKeyFiles", async () => {
  const file = await makeKeyFile("sm2", "password");
  const key = file.slice(0, file.indexOf("-----BEGIN CERTIFICATE REQUEST"));
  await complains("key-file-unknown", () => readKeyFile(utf8("hello")));
  await complains("key-file-without-request", () => readKeyFile(utf8(key)));
  await complains("key-file-unknown", () => readKeyFile(utf8(file.replace("MI", "AA"))));
  await complains("file-large", () => readKeyFile(new Uint8Array(70_000)));
});

/** Wrapped by the server to the example key: EncryptionKeyTest holds the same file. */
Deno.test("opensAnEnvelopeForItsKeyAlone", async () => {
  const text = await Deno.readTextFile(new URL("golden/enveloped-key.txt", import.meta.url));
  const [envelope, number] = text.trim().split("\n");
  const signing = { suite: "sm2" as const, number: KEY, publicKey: sm2.publicKey(KEY) };
  const expected = sm2.publicKey(fromHex(number));
  equal(hex(openEnvelopedKey(fromBase64(envelope), signing, expected).number), number);
  const other = await newKeyPair("sm2");
  await complains(
    "envelope-unknown",
    () => openEnvelopedKey(fromBase64(envelope), signing, other.publicKey),
  );
  await complains("envelope-of-another", () => openEnvelopedKey(fromBase64(envelope), other, expected));
  const altered = fromBase64(envelope);
  altered[altered.length - 1] ^= 1;
  await complains("envelope-unknown", () => openEnvelopedKey(altered, signing, expected));
  await complains("envelope-unknown", () => openEnvelopedKey(utf8("0"), signing, expected));
});
