/**
 * A key pair made here, and the request for its certificate (PKCS #10, RFC 2986).
 *
 * The private key is a number of the browser's randomness; it leaves this page under a password or
 * not at all.
 */
import { type Bytes, fromHex, fromNumber, toNumber, utf8, wipe } from "./bytes.ts";
import type { Suite } from "./certificate.ts";
import { Der, encode, encodeBits, encodeInteger, OCTET_STRING, SEQUENCE, SET } from "./der.ts";
import * as sm2 from "./sm2.ts";

export interface KeyPair {
  readonly suite: Suite;
  /** The private number, 32 octets. */
  readonly number: Bytes;
  /** The uncompressed point, 65 octets. */
  readonly publicKey: Bytes;
}

const EC_PUBLIC_KEY = fromHex("06072a8648ce3d0201");
const CURVES: Record<Suite, Bytes> = {
  sm2: fromHex("06082a811ccf5501822d"),
  p256: fromHex("06082a8648ce3d030107"),
};
/** SM2-with-SM3 (GM/T 0006) and ecdsa-with-SHA256 (RFC 5758), without parameters. */
const SIGNATURES: Record<Suite, Bytes> = {
  sm2: fromHex("06082a811ccf55018375"),
  p256: fromHex("06082a8648ce3d040302"),
};
const COMMON_NAME = fromHex("0603550403");
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export async function newKeyPair(suite: Suite): Promise<KeyPair> {
  if (suite === "sm2") {
    const number = sm2.newPrivateKey();
    return { suite, number, publicKey: sm2.publicKey(number) };
  }
  const pair = await crypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
  const info = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const [, , wrapped] = Der.read(info).children(SEQUENCE);
  const number = Der.read(wrapped.contents).child(1).require(OCTET_STRING).contents;
  wipe(info);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { suite, number: fromNumber(toNumber(number), 32), publicKey };
}

/** PrivateKeyInfo (RFC 5208 section 5) with an ECPrivateKey (RFC 5915 section 3). */
export function privateKeyInfo(suite: Suite, number: Bytes, publicKey: Bytes): Bytes {
  const key = encode(
    SEQUENCE,
    encodeInteger(1n),
    encode(OCTET_STRING, number),
    encode(0xa1, encodeBits(publicKey)),
  );
  return encode(
    SEQUENCE,
    encodeInteger(0n),
    encode(SEQUENCE, EC_PUBLIC_KEY, CURVES[suite]),
    encode(OCTET_STRING, key),
  );
}

/**
 * A request for this key. Its subject says nothing: the registry gives the certificate's.
 *
 * @param random for the nonce of SM2; a parameter for known answers only
 */
export async function request(pair: KeyPair, random?: () => Uint8Array): Promise<Bytes> {
  const attribute = encode(SEQUENCE, COMMON_NAME, encode(0x0c, utf8("request")));
  const info = encode(
    SEQUENCE,
    encodeInteger(0n),
    encode(SEQUENCE, encode(SET, attribute)),
    encode(SEQUENCE, encode(SEQUENCE, EC_PUBLIC_KEY, CURVES[pair.suite]), encodeBits(pair.publicKey)),
    encode(0xa0),
  );
  return encode(
    SEQUENCE,
    info,
    encode(SEQUENCE, SIGNATURES[pair.suite]),
    encodeBits(pair.suite === "sm2" ? sm2.sign(info, pair.number, random) : await ecdsa(info, pair)),
  );
}

/** The uncompressed point that a request asks for; throws DerError for what is no request. */
export function requestedKey(request: Bytes): Bytes {
  return Der.read(request).child(0).child(2).child(1).contents.slice(1);
}

async function ecdsa(message: Bytes, pair: KeyPair): Promise<Bytes> {
  const info = privateKeyInfo("p256", pair.number, pair.publicKey);
  const key = await crypto.subtle.importKey("pkcs8", info, ECDSA, false, ["sign"]);
  wipe(info);
  const signature = new Uint8Array(await crypto.subtle.sign(ECDSA, key, message));
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map(toNumber);
  return encode(SEQUENCE, encodeInteger(r), encodeInteger(s));
}
