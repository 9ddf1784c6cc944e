/** Credential files, made here: the good ones open, and each bad one breaks one thing. */
import { type Bytes, concat, fromHex, fromNumber, pem, utf8, wipe } from "../main/crypto/bytes.ts";
import { readFile } from "../main/crypto/credential.ts";
import { encode, encodeInteger, OCTET_STRING, SEQUENCE, SET } from "../main/crypto/der.ts";
import { unlock } from "../main/crypto/signing.ts";
import * as sm2 from "../main/crypto/sm2.ts";
import { Ahead } from "../main/holder/ahead.ts";
import { complains, equal } from "./expect.ts";

const PASSWORD = "口令 pass-1";
const EC = fromHex("06072a8648ce3d0201");
const P256 = fromHex("06082a8648ce3d030107");
const SM2 = fromHex("06082a811ccf5501822d");
const RSA = fromHex("06092a864886f70d010101");
const [CN, O, ORGANIZATION] = ["0603550403", "060355040a", "0603550461"].map(fromHex);
const NULL = fromHex("0500");

const sm2Number = fromNumber(0x1234567890abcdefn, 32);

async function p256Pair() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { point, info: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)) };
}

function sm2Info(number: Bytes = sm2Number): Bytes {
  const key = encode(SEQUENCE, encodeInteger(1n), encode(OCTET_STRING, number));
  return encode(SEQUENCE, encodeInteger(0n), encode(SEQUENCE, EC, SM2), encode(OCTET_STRING, key));
}

/** A certificate that nobody signed. */
function certificate(point: Bytes, curve: Bytes, algorithm: Bytes = EC, authority = false): Bytes {
  const attribute = (id: Bytes, text: string) => encode(SET, encode(SEQUENCE, id, encode(0x0c, utf8(text))));
  const subject = encode(
    SEQUENCE,
    attribute(O, "南京市第一中学"),
    attribute(ORGANIZATION, "123201004260000000"),
    attribute(CN, "南京市第一中学"),
  );
  const signing = encode(SEQUENCE, algorithm, curve);
  const constraints = encode(SEQUENCE, encode(0x01, Uint8Array.of(255)));
  const extension = encode(SEQUENCE, fromHex("0603551d13"), encode(OCTET_STRING, constraints));
  const tbs = encode(
    SEQUENCE,
    encode(0xa0, encodeInteger(2n)),
    encodeInteger(77n),
    signing,
    subject,
    encode(SEQUENCE, encode(0x17, utf8("250101000000Z")), encode(0x17, utf8("300101000000Z"))),
    subject,
    encode(SEQUENCE, signing, encode(0x03, Uint8Array.of(0), point)),
    ...(authority ? [encode(0xa3, encode(SEQUENCE, extension))] : []),
  );
  return encode(SEQUENCE, tbs, signing, encode(0x03, Uint8Array.of(0)));
}

interface Way {
  iterations?: number;
  prf?: string;
  cipher?: string;
  scheme?: string;
}

/** EncryptedPrivateKeyInfo, made the asked way or another. */
async function encrypted(info: Bytes, way: Way = {}): Promise<Bytes> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const iterations = way.iterations ?? 600_000;
  const base = await crypto.subtle.importKey("raw", utf8(PASSWORD), "PBKDF2", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: Math.min(iterations, 600_000) },
    base,
    { name: "AES-CBC", length: 256 },
    false,
    ["encrypt"],
  );
  const text = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, info));
  const kdf = encode(
    SEQUENCE,
    fromHex("06092a864886f70d01050c"),
    encode(
      SEQUENCE,
      encode(OCTET_STRING, salt),
      encodeInteger(BigInt(iterations)),
      encode(SEQUENCE, fromHex(way.prf ?? "06082a864886f70d0209"), NULL),
    ),
  );
  const cipher = encode(SEQUENCE, fromHex(way.cipher ?? "060960864801650304012a"), encode(OCTET_STRING, iv));
  const scheme = fromHex(way.scheme ?? "06092a864886f70d01050d");
  return encode(
    SEQUENCE,
    encode(SEQUENCE, scheme, encode(SEQUENCE, kdf, cipher)),
    encode(OCTET_STRING, text),
  );
}

function file(...parts: [string, Bytes][]): Bytes {
  return utf8(parts.map(([type, der]) => pem(type, der)).join(""));
}

async function sm2File(way: Way = {}, number = sm2Number, point = sm2.publicKey(sm2Number)): Promise<Bytes> {
  return file(
    ["CERTIFICATE", certificate(point, SM2)],
    ["ENCRYPTED PRIVATE KEY", await encrypted(sm2Info(number), way)],
  );
}

Deno.test("opensAnSm2Credential", async () => {
  const { credential } = await readFile(await sm2File());
  equal(credential!.certificate.name, "南京市第一中学");
  equal(credential!.certificate.uscc, "123201004260000000");
  equal(credential!.certificate.serial, "4d");
  equal(credential!.certificate.notAfter.toISOString(), "2030-01-01T00:00:00.000Z");
  const key = await unlock(credential!, PASSWORD);
  equal((await key.sign(utf8("text")))[0], SEQUENCE);
});

Deno.test("opensAP256CredentialWhoseKeyCannotBeReadOut", async () => {
  const { point, info } = await p256Pair();
  const bytes = file(
    ["CERTIFICATE", certificate(point, P256)],
    ["CERTIFICATE", certificate(point, P256, EC, true)],
    ["ENCRYPTED PRIVATE KEY", await encrypted(info)],
  );
  const { credential } = await readFile(bytes);
  const key = await unlock(credential!, PASSWORD);
  equal((await key.sign(utf8("text")))[0], SEQUENCE);
  key.forget();
  let forgotten = false;
  await key.sign(utf8("text")).catch(() => forgotten = true);
  equal(forgotten, true);
});

/** As much of a field as is asked. */
class Field extends EventTarget {
  value = "";

  type(value: string): void {
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }
}

Deno.test("opensWithWhatWasWorkedAhead", async () => {
  const { credential } = await readFile(await sm2File());
  const field = new Field();
  const ahead = new Ahead(field as unknown as HTMLInputElement, () => credential);
  field.type(PASSWORD + "!");
  await complains("password-wrong", async () => unlock(credential!, await ahead.opener(credential!)));
  field.type(PASSWORD);
  const opener = await ahead.opener(credential!) as CryptoKey;
  equal(opener.extractable, false);
  equal(opener.usages.join(), "decrypt");
  const key = await unlock(credential!, opener);
  equal((await key.sign(utf8("text")))[0], SEQUENCE);
});

Deno.test("opensNothingWithWhatWasWorkedAheadForAnother", async () => {
  const one = (await readFile(await sm2File())).credential!;
  const other = (await readFile(await sm2File())).credential!;
  const field = new Field();
  let chosen = one;
  const ahead = new Ahead(field as unknown as HTMLInputElement, () => chosen);
  field.type(PASSWORD);
  const forOne = await ahead.opener(one) as CryptoKey;
  await complains("password-wrong", () => unlock(other, forOne));
  equal(await ahead.opener(other), PASSWORD);
  chosen = other;
  await unlock(other, await ahead.opener(other));
});

/** One at a time: what is typed while another password is worked through follows it, and only the last. */
Deno.test("worksAheadOnThePasswordTypedLast", async () => {
  const { credential } = await readFile(await sm2File());
  const field = new Field();
  const ahead = new Ahead(field as unknown as HTMLInputElement, () => credential);
  field.type("a");
  const first = ahead.opener(credential!);
  field.type("b");
  field.type(PASSWORD);
  await first;
  equal(await ahead.opener(credential!) instanceof CryptoKey, true);
  await unlock(credential!, await ahead.opener(credential!));
});

Deno.test("forgetsWhatWasWorkedAhead", async () => {
  const { credential } = await readFile(await sm2File());
  const field = new Field();
  const ahead = new Ahead(field as unknown as HTMLInputElement, () => credential);
  field.type(PASSWORD);
  const asked = ahead.opener(credential!);
  field.value = "";
  ahead.forget();
  await asked;
  equal(await ahead.opener(credential!), "");
});

Deno.test("rejectsAWrongPassword", async () => {
  const { credential } = await readFile(await sm2File());
  await complains("password-wrong", () => unlock(credential!, PASSWORD + "!"));
});

Deno.test("rejectsAKeyThatIsNotTheCertificates", async () => {
  const other = await readFile(await sm2File({}, fromNumber(99n, 32)));
  await complains("key-not-of-certificate", () => unlock(other.credential!, PASSWORD));
  const [one, two] = [await p256Pair(), await p256Pair()];
  const mixed = await readFile(file(
    ["CERTIFICATE", certificate(one.point, P256)],
    ["ENCRYPTED PRIVATE KEY", await encrypted(two.info)],
  ));
  await complains("key-not-of-certificate", () => unlock(mixed.credential!, PASSWORD));
});

Deno.test("rejectsWeakAndEndlessIterations", async () => {
  await complains("protection-weak", async () => readFile(await sm2File({ iterations: 599_999 })));
  await complains("protection-endless", async () => readFile(await sm2File({ iterations: 10_000_001 })));
});

Deno.test("rejectsOtherProtection", async () => {
  const sha1 = { prf: "06082a864886f70d0207" };
  const aes128 = { cipher: "0609608648016503040102" };
  const pbeSha1 = { scheme: "060a2a864886f70d010c0103" };
  for (const way of [sha1, aes128, pbeSha1]) {
    await complains("protection-other", async () => readFile(await sm2File(way)));
  }
});

Deno.test("rejectsABareKey", async () => {
  const leaf = certificate(sm2.publicKey(sm2Number), SM2);
  await complains("key-bare", () => readFile(file(["CERTIFICATE", leaf], ["PRIVATE KEY", sm2Info()])));
  await complains("key-bare", () => readFile(file(["CERTIFICATE", leaf], ["EC PRIVATE KEY", sm2Info()])));
});

Deno.test("rejectsFilesThatAreIncompleteOrAmbiguous", async () => {
  const leaf = certificate(sm2.publicKey(sm2Number), SM2);
  const second = certificate(sm2.publicKey(fromNumber(99n, 32)), SM2);
  const key = await encrypted(sm2Info());
  const part = "ENCRYPTED PRIVATE KEY";
  await complains("file-no-key", () => readFile(file(["CERTIFICATE", leaf])));
  await complains("file-no-certificate", () => readFile(file([part, key])));
  await complains("file-several", () => readFile(file(["CERTIFICATE", leaf], [part, key], [part, key])));
  await complains(
    "file-several",
    () => readFile(file(["CERTIFICATE", leaf], ["CERTIFICATE", second], [part, key])),
  );
  const rsa = certificate(sm2.publicKey(sm2Number), NULL, RSA);
  await complains("file-certificate-other", () => readFile(file(["CERTIFICATE", rsa], [part, key])));
});

Deno.test("rejectsWhatIsNoCredential", async () => {
  await complains("file-large", () => readFile(new Uint8Array(64 * 1024 + 1)));
  for (const bytes of [utf8("hello"), new Uint8Array(0), fromHex("3080"), fromHex("30820fff")]) {
    await complains("file-unknown", () => readFile(bytes));
  }
  const whole = await sm2File();
  await complains("file-unknown", () => readFile(utf8(new TextDecoder().decode(whole).replace("MI", "NI"))));
});

/** Any cut of a file is a complaint, never another error. */
Deno.test("rejectsTruncatedFiles", async () => {
  const leaf = certificate(sm2.publicKey(sm2Number), SM2);
  const key = await encrypted(sm2Info());
  for (let length = 0; length < leaf.length; length++) {
    const cut = concat(leaf.subarray(0, length));
    await complains(
      "file-unknown",
      () => readFile(file(["CERTIFICATE", cut], ["ENCRYPTED PRIVATE KEY", key])),
    );
  }
});

Deno.test("wipesWhatItIsGiven", () => {
  const secret = Uint8Array.of(1, 2, 3);
  wipe(secret, undefined);
  equal(secret.join(), "0,0,0");
});
