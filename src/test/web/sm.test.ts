/** Known answers of the standards, so that a browser and the server mean the same. */
import { fromHex, fromNumber, hex, toNumber, utf8 } from "../main/crypto/bytes.ts";
import { sm3 } from "../main/crypto/sm3.ts";
import * as sm2 from "../main/crypto/sm2.ts";
import { Der, INTEGER, SEQUENCE } from "../main/crypto/der.ts";
import { equal } from "./expect.ts";

/** GB/T 32905-2016, appendix A. */
Deno.test("sm3OfTheStandardsExamples", () => {
  equal(hex(sm3(utf8("abc"))), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  equal(
    hex(sm3(utf8("abcd".repeat(16)))),
    "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
  );
});

/** GB/T 32918.5-2017, appendix A.2: identity 1234567812345678, "message digest". */
const KEY = fromHex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
const NONCE = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
const R = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
const S = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

Deno.test("sm2SignatureOfTheStandardsExample", () => {
  const signature = sm2.sign(utf8("message digest"), KEY, () => fromNumber(NONCE - 1n, 40));
  const [r, s] = Der.read(signature).children(SEQUENCE);
  equal(hex(r.require(INTEGER).contents), "00" + R);
  equal(hex(s.require(INTEGER).contents), "00" + S);
});

Deno.test("sm2VerifiesTheStandardsExampleAndNothingNear", () => {
  const [r, s] = [R, S].map((each) => toNumber(fromHex(each)));
  const key = sm2.publicKey(KEY);
  equal(sm2.verify(utf8("message digest"), r, s, key), true);
  equal(sm2.verify(utf8("message digesT"), r, s, key), false);
  equal(sm2.verify(utf8("message digest"), r, s + 1n, key), false);
  equal(sm2.verify(utf8("message digest"), r + 1n, s, key), false);
});

Deno.test("sm2SignaturesDifferAndVerify", () => {
  const key = sm2.publicKey(KEY);
  const seen = new Set<string>();
  for (let i = 0; i < 8; i++) {
    const message = utf8("第 " + i + " 次");
    const [r, s] = Der.read(sm2.sign(message, KEY)).children().map((each) => toNumber(each.contents));
    equal(sm2.verify(message, r, s, key), true);
    seen.add(r.toString());
  }
  equal(seen.size, 8);
});

Deno.test("rejectsAPrivateKeyOutOfRange", () => {
  const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
  for (const number of [0n, order - 1n, order]) {
    let thrown = false;
    try {
      sm2.publicKey(fromNumber(number, 32));
    } catch {
      thrown = true;
    }
    equal(thrown, true);
  }
});

/** Nonces are the browser's: nothing of Math.random, and the same octets give the same signature. */
Deno.test("sm2TakesItsRandomnessFromTheBrowserAlone", () => {
  const { random } = Math;
  const { getRandomValues } = crypto;
  let asked = 0;
  try {
    Math.random = () => {
      throw new Error("Math.random was asked");
    };
    crypto.getRandomValues = ((octets: Uint8Array) => {
      asked++;
      return octets.fill(7);
    }) as typeof crypto.getRandomValues;
    const one = hex(sm2.sign(utf8("text"), KEY));
    equal(one, hex(sm2.sign(utf8("text"), KEY)));
    equal(asked >= 2, true);
    crypto.getRandomValues = ((octets: Uint8Array) => octets.fill(8)) as typeof crypto.getRandomValues;
    equal(one === hex(sm2.sign(utf8("text"), KEY)), false);
    crypto.getRandomValues = ((octets: Uint8Array) => octets.fill(0)) as typeof crypto.getRandomValues;
    let refused = false;
    try {
      sm2.sign(utf8("text"), KEY);
    } catch {
      refused = true;
    }
    equal(refused, true);
  } finally {
    Math.random = random;
    crypto.getRandomValues = getRandomValues;
  }
});
