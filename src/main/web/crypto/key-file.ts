/**
 * The file that is saved before anything is applied for: the encrypted key and its request, in PEM
 * (RFC 7468). With it alone an application can be sent, resumed, and joined with the certificate.
 */
import { type Bytes, equal, fromBase64, pem, wipe } from "./bytes.ts";
import type { Suite } from "./certificate.ts";
import { Complaint } from "./complaint.ts";
import { LARGEST_FILE, PEM } from "./credential.ts";
import { Der, DerError, SEQUENCE } from "./der.ts";
import { encryptKey, requireStrong } from "./encryption.ts";
import { type KeyPair, newKeyPair, privateKeyInfo, request, requestedKey } from "./key-pair.ts";
import { openKey } from "./signing.ts";
import * as sm2 from "./sm2.ts";

export interface KeyFile {
  readonly encryptedKey: Bytes;
  /** PKCS #10 in DER. */
  readonly request: Bytes;
}

/** Makes a key pair and the text of its file; the key itself is forgotten. */
export async function makeKeyFile(suite: Suite, password: string): Promise<string> {
  const pair = await newKeyPair(suite);
  const info = privateKeyInfo(pair.suite, pair.number, pair.publicKey);
  try {
    const key = await encryptKey(info, password);
    return pem("ENCRYPTED PRIVATE KEY", key) + pem("CERTIFICATE REQUEST", await request(pair));
  } finally {
    wipe(info, pair.number);
  }
}

/** @throws Complaint for a file that this page did not make */
export function readKeyFile(bytes: Bytes): KeyFile {
  if (bytes.length > LARGEST_FILE) throw new Complaint("file-large");
  const keys: Bytes[] = [];
  const requests: Bytes[] = [];
  try {
    for (const [, type, body] of new TextDecoder("latin1").decode(bytes).matchAll(PEM)) {
      if (type === "ENCRYPTED PRIVATE KEY") keys.push(fromBase64(body));
      else if (type === "CERTIFICATE REQUEST") requests.push(fromBase64(body));
    }
    if (keys.length !== 1) throw new Complaint("key-file-unknown");
    if (requests.length !== 1) throw new Complaint("key-file-without-request");
    requireStrong(Der.read(keys[0]).require(SEQUENCE).child(0));
    requestedKey(requests[0]);
  } catch (e) {
    if (e instanceof DerError || e instanceof DOMException) throw new Complaint("key-file-unknown");
    throw e;
  }
  return { encryptedKey: keys[0], request: requests[0] };
}

/**
 * The signing key of a key file, or of the file that it was joined into, where it stands first.
 *
 * @throws Complaint for a file with no key that this page encrypted
 */
export function readSigningKey(bytes: Bytes): Pick<KeyFile, "encryptedKey"> {
  if (bytes.length > LARGEST_FILE) throw new Complaint("file-large");
  try {
    for (const [, type, body] of new TextDecoder("latin1").decode(bytes).matchAll(PEM)) {
      if (type === "ENCRYPTED PRIVATE KEY") {
        const encryptedKey = fromBase64(body);
        requireStrong(Der.read(encryptedKey).require(SEQUENCE).child(0));
        return { encryptedKey };
      }
    }
  } catch (e) {
    if (!(e instanceof DerError || e instanceof DOMException)) throw e;
  }
  throw new Complaint("key-file-unknown");
}

/**
 * Opens the key of a file, to show that file and password are there and belong to that public key.
 *
 * @throws Complaint `password-wrong`, `key-other`, `key-not-of-file`; whoever gets the pair wipes it
 */
export async function openKeyFile(file: KeyFile, password: string): Promise<KeyPair>;
export async function openKeyFile(
  file: Pick<KeyFile, "encryptedKey">,
  password: string,
  expected: Bytes,
): Promise<KeyPair>;
export async function openKeyFile(
  file: Pick<KeyFile, "encryptedKey">,
  password: string,
  expected: Bytes = requestedKey((file as KeyFile).request),
): Promise<KeyPair> {
  const { suite, number } = await openKey(file.encryptedKey, password);
  const publicKey = suite === "sm2" ? sm2.publicKey(number) : await p256Point(number, expected);
  if (publicKey === undefined || !equal(publicKey, expected)) {
    wipe(number);
    throw new Complaint("key-not-of-file");
  }
  return { suite, number, publicKey };
}

/** WebCrypto takes a P-256 key only with the right point, so it says whether this is the right one. */
async function p256Point(number: Bytes, expected: Bytes): Promise<Bytes | undefined> {
  try {
    const made = await request({ suite: "p256", number, publicKey: expected });
    const [info, , signature] = Der.read(made).children(SEQUENCE);
    const verifier = await crypto.subtle.importKey(
      "raw",
      expected,
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["verify"],
    );
    const pair = Der.read(signature.contents.slice(1)).children(SEQUENCE).map((each) => fixed(each.contents));
    const raw = new Uint8Array(64);
    pair.forEach((octets, i) => raw.set(octets, i * 32));
    const way = { name: "ECDSA", hash: "SHA-256" };
    return await crypto.subtle.verify(way, verifier, raw, info.encoded) ? expected : undefined;
  } catch {
    return undefined;
  }
}

function fixed(integer: Bytes): Bytes {
  const octets = new Uint8Array(32);
  const digits = integer[0] === 0 ? integer.subarray(1) : integer;
  octets.set(digits, 32 - digits.length);
  return octets;
}
