/**
 * Writing PKCS #12 (RFC 7292): keys under PBES2, certificates in the open, a MAC over all of it whose
 * work factor is that of the keys, so that it is no cheaper way to try passwords.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, fromHex, wipe } from "./bytes.ts";
import { encode, encodeInteger, OCTET_STRING, SEQUENCE, SET } from "./der.ts";
import { LEAST_ITERATIONS } from "./encryption.ts";

/** A certificate with its key, or one of the chain. */
export interface Entry {
  certificate: Bytes;
  encryptedKey?: Bytes;
  name: string;
}

const DATA = fromHex("06092a864886f70d010701");
const SHROUDED_KEY_BAG = fromHex("060b2a864886f70d010c0a0102");
const CERTIFICATE_BAG = fromHex("060b2a864886f70d010c0a0103");
const X509_CERTIFICATE = fromHex("060a2a864886f70d01091601");
const FRIENDLY_NAME = fromHex("06092a864886f70d010914");
const LOCAL_KEY_ID = fromHex("06092a864886f70d010915");
const SHA256 = fromHex("300d06096086480165030402010500");

/** The file; the password is the one of its keys. */
export function writePkcs12(entries: Entry[], password: string): Bytes {
  const keys = entries.flatMap((entry, i) =>
    entry.encryptedKey === undefined ? [] : [bag(SHROUDED_KEY_BAG, entry.encryptedKey, named(entry.name, i))]
  );
  const certificates = entries.map((entry, i) =>
    bag(
      CERTIFICATE_BAG,
      encode(SEQUENCE, X509_CERTIFICATE, encode(0xa0, encode(OCTET_STRING, entry.certificate))),
      entry.encryptedKey === undefined ? [] : named(entry.name, i),
    )
  );
  const contents = [...(keys.length > 0 ? [keys] : []), certificates].map((bags) =>
    data(encode(SEQUENCE, ...bags))
  );
  const safe = encode(SEQUENCE, ...contents);
  return encode(SEQUENCE, encodeInteger(3n), data(safe), mac(safe, password));
}

function data(contents: Bytes): Bytes {
  return encode(SEQUENCE, DATA, encode(0xa0, encode(OCTET_STRING, contents)));
}

function bag(type: Bytes, value: Bytes, attributes: Bytes[]): Bytes {
  return encode(
    SEQUENCE,
    type,
    encode(0xa0, value),
    ...(attributes.length > 0 ? [encode(SET, ...attributes)] : []),
  );
}

/** What joins a key and its certificate, and what tools show. */
function named(name: string, index: number): Bytes[] {
  const id = encode(SEQUENCE, LOCAL_KEY_ID, encode(SET, encode(OCTET_STRING, Uint8Array.of(index + 1))));
  const friendly = encode(SEQUENCE, FRIENDLY_NAME, encode(SET, encode(0x1e, bmp(name))));
  return [friendly, id];
}

function bmp(text: string): Bytes {
  const octets = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    octets[i * 2] = text.charCodeAt(i) >> 8;
    octets[i * 2 + 1] = text.charCodeAt(i) & 0xff;
  }
  return octets;
}

function mac(safe: Bytes, password: string): Bytes {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = macKey(password, salt, LEAST_ITERATIONS);
  const digest = hmac(sha256, key, safe) as Bytes;
  wipe(key);
  const info = encode(SEQUENCE, SHA256, encode(OCTET_STRING, digest));
  return encode(SEQUENCE, info, encode(OCTET_STRING, salt), encodeInteger(BigInt(LEAST_ITERATIONS)));
}

/** RFC 7292 appendix B.2 with SHA-256 and purpose 3, for the 32 octets that one digest gives. */
export function macKey(password: string, salt: Uint8Array, iterations: number): Bytes {
  const block = 64;
  const secret = concat(bmp(password), Uint8Array.of(0, 0));
  const fill = (value: Uint8Array) =>
    Uint8Array.from({ length: block * Math.ceil(value.length / block) }, (_, i) => value[i % value.length]);
  let key = sha256(concat(new Uint8Array(block).fill(3), fill(salt), fill(secret)));
  for (let i = 1; i < iterations; i++) key = sha256(key);
  wipe(secret);
  return key as Bytes;
}
