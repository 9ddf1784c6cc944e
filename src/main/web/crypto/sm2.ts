/**
 * SM2 signatures with SM3 (GB/T 32918.2-2016) over the curve arithmetic of @noble/curves.
 *
 * All randomness is the browser's (crypto.getRandomValues). Numbers of this language cannot be
 * overwritten: what was a private key stays in memory until it is collected.
 */
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { type Bytes, concat, equal, fromNumber, toNumber, utf8 } from "./bytes.ts";
import { encode, encodeInteger, SEQUENCE } from "./der.ts";
import { sm3 } from "./sm3.ts";

/** GB/T 32918.5: the recommended curve. */
const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
const Point = weierstrass(CURVE);
const Fn = Point.Fn;
/** The default of GB/T 35276, which the whole service uses. */
const USER_ID = utf8("1234567812345678");

/** The public key of a private one, uncompressed; throws when the number is none. */
export function publicKey(privateKey: Uint8Array): Bytes {
  const d = toNumber(privateKey);
  if (d < 1n || d >= CURVE.n - 1n) throw new RangeError("private key");
  return Point.BASE.multiply(d).toBytes(false) as Bytes;
}

/**
 * Signs.
 *
 * @param random 40 octets for the nonce; a parameter for known answers only
 * @returns canonical DER
 */
export function sign(message: Uint8Array, privateKey: Uint8Array, random = randomOctets): Bytes {
  const d = toNumber(privateKey);
  const e = toNumber(digest(message, publicKey(privateKey)));
  for (;;) {
    const k = scalar(random());
    const r = Fn.create(e + Point.BASE.multiply(k).x);
    if (r === 0n || r + k === CURVE.n) continue;
    // The inverse of 1 + d is taken under a random factor: its time tells nothing of d.
    const blind = scalar(randomOctets());
    const inverse = Fn.mul(blind, Fn.inv(Fn.mul(blind, 1n + d)));
    const s = Fn.mul(inverse, Fn.create(k - r * d));
    if (s !== 0n) return encode(SEQUENCE, encodeInteger(r), encodeInteger(s));
  }
}

export function verify(message: Uint8Array, r: bigint, s: bigint, key: Uint8Array): boolean {
  if (r < 1n || r >= CURVE.n || s < 1n || s >= CURVE.n) return false;
  const t = Fn.create(r + s);
  if (t === 0n) return false;
  const point = Point.BASE.multiplyUnsafe(s).add(Point.fromBytes(key).multiplyUnsafe(t));
  return !point.is0() && Fn.create(toNumber(digest(message, key)) + point.x) === r;
}

/** Section 5.5: the message behind the digest of the signer's identity and key. */
function digest(message: Uint8Array, key: Uint8Array): Bytes {
  const bits = USER_ID.length * 8;
  const constants = [CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy].map((value) => fromNumber(value, 32));
  const z = sm3(concat(Uint8Array.of(bits >> 8, bits & 0xff), USER_ID, ...constants, key.subarray(1)));
  return sm3(concat(z, message));
}

/** In [1, n-1]; 64 bits more than n leave no bias worth a name (FIPS 186-5 A.2.1). */
function scalar(random: Uint8Array): bigint {
  return toNumber(random) % (CURVE.n - 1n) + 1n;
}

/** A new private key, in [1, n-2]. */
export function newPrivateKey(): Bytes {
  return fromNumber(toNumber(randomOctets()) % (CURVE.n - 2n) + 1n, 32);
}

/**
 * Opens a ciphertext (GB/T 32918.4-2016 section 7.1) whose parts came apart.
 *
 * @param point C1, uncompressed; @param digest C3; @param text C2
 * @returns undefined when it is not of this key, or altered
 */
export function decrypt(point: Uint8Array, digest: Uint8Array, text: Uint8Array, privateKey: Uint8Array) {
  let shared;
  try {
    // B1, B2: on the curve, which has no small subgroup.
    const c1 = Point.fromBytes(point);
    c1.assertValidity();
    shared = c1.multiply(toNumber(privateKey));
  } catch {
    return undefined;
  }
  // B3, B4: t = KDF(x2 ‖ y2), not all zeros
  const x2 = fromNumber(shared.x, 32);
  const y2 = fromNumber(shared.y, 32);
  const mask = derive(concat(x2, y2), text.length);
  if (mask.every((octet) => octet === 0)) return undefined;
  // B5, B6: the message, and whether its digest fits
  const message = text.map((octet, i) => octet ^ mask[i]) as Bytes;
  return equal(sm3(concat(x2, message, y2)), digest) ? message : undefined;
}

/** The key derivation of section 5.4.3. */
function derive(shared: Uint8Array, length: number): Bytes {
  const blocks: Bytes[] = [];
  for (let i = 1; (i - 1) * 32 < length; i++) blocks.push(sm3(concat(shared, fromNumber(BigInt(i), 4))));
  return concat(...blocks).slice(0, length);
}

function randomOctets(): Uint8Array {
  const octets = crypto.getRandomValues(new Uint8Array(40));
  if (equal(octets, new Uint8Array(40))) throw new Error("no randomness");
  return octets;
}
