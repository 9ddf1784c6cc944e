/**
 * A private key, from the password to the last signature.
 *
 * P-256 keys become keys of WebCrypto that cannot be read out again; SM2 keys, which browsers do not
 * know, stay octets of this object until `forget`.
 */
import { type Bytes, concat, equal, toNumber, wipe } from "./bytes.ts";
import { EC_PUBLIC_KEY, type Suite, suiteOf } from "./certificate.ts";
import { Complaint } from "./complaint.ts";
import type { Credential } from "./credential.ts";
import { Der, encode, encodeInteger, INTEGER, OCTET_STRING, SEQUENCE } from "./der.ts";
import { decrypt, openingKey } from "./encryption.ts";
import { privateKeyInfo } from "./key-pair.ts";
import * as sm2 from "./sm2.ts";

export interface SigningKey {
  /** ECDSA with SHA-256 or SM2 with SM3, in canonical DER. */
  sign(message: Bytes): Promise<Bytes>;
  forget(): void;
}

const OCTETS = 32;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Works the password through for this credential, so that `unlock` with what it gives is quick. */
export async function workAhead(credential: Credential, password: string): Promise<CryptoKey> {
  return await openingKey(Der.read(credential.encryptedKey).require(SEQUENCE).child(0), password);
}

/**
 * Opens the credential's key and makes sure that it is the certificate's.
 *
 * @param opener the password, or what `workAhead` made of it for the same credential
 * @throws Complaint `password-wrong`, `key-other` (of no suite of ours), `key-not-of-certificate`
 */
export async function unlock(credential: Credential, opener: string | CryptoKey): Promise<SigningKey> {
  const { suite, number } = await openKey(credential.encryptedKey, opener);
  try {
    if (suite !== credential.certificate.suite) throw new Complaint("key-not-of-certificate");
    return suite === "sm2"
      ? sm2Key(number, credential.certificate.publicKey)
      : await p256Key(number, credential.certificate.publicKey);
  } finally {
    wipe(number);
  }
}

/**
 * The number of a key under a password; whoever gets it wipes it.
 *
 * @throws Complaint `password-wrong`, `key-other`
 */
export async function openKey(
  encryptedKey: Bytes,
  opener: string | CryptoKey,
): Promise<{ suite: Suite; number: Bytes }> {
  const [algorithm, ciphertext] = Der.read(encryptedKey).children(SEQUENCE);
  const info = await decrypt(algorithm, ciphertext.require(OCTET_STRING).contents, opener);
  try {
    const { suite, key } = readPrivateKey(info);
    return { suite, number: key };
  } finally {
    wipe(info);
  }
}

/** PrivateKeyInfo with an ECPrivateKey inside: RFC 5208 section 5, RFC 5915 section 3. */
function readPrivateKey(info: Bytes) {
  let suite, key;
  try {
    const [, algorithm, wrapped] = Der.read(info).children(SEQUENCE);
    const [version, number] = Der.read(wrapped.require(OCTET_STRING).contents).children(SEQUENCE);
    if (version.require(INTEGER).integer() !== 1) throw new Complaint("key-other");
    suite = algorithm.child(0).oid() === EC_PUBLIC_KEY ? suiteOf(algorithm.child(1)) : undefined;
    key = number.require(OCTET_STRING).contents;
  } catch (e) {
    // The padding looked right by chance.
    throw e instanceof Complaint ? e : new Complaint("password-wrong");
  }
  if (suite === undefined || key.length > OCTETS) throw new Complaint("key-other");
  return { suite, key: concat(new Uint8Array(OCTETS - key.length), key) };
}

function sm2Key(number: Bytes, publicKey: Bytes): SigningKey {
  let expected: Bytes;
  try {
    expected = sm2.publicKey(number);
  } catch {
    throw new Complaint("key-other");
  }
  if (!equal(expected, publicKey)) throw new Complaint("key-not-of-certificate");
  const own = number.slice();
  return {
    sign: (message) => Promise.resolve(sm2.sign(message, own)),
    forget: () => wipe(own),
  };
}

async function p256Key(number: Bytes, publicKey: Bytes): Promise<SigningKey> {
  const info = privateKeyInfo("p256", number, publicKey);
  try {
    let key: CryptoKey | undefined = await crypto.subtle.importKey("pkcs8", info, ECDSA, false, ["sign"]);
    const probe = crypto.getRandomValues(new Uint8Array(32));
    const signature = await crypto.subtle.sign(ECDSA, key, probe);
    const verifier = await crypto.subtle.importKey("raw", publicKey, ECDSA, false, ["verify"]);
    if (!await crypto.subtle.verify(ECDSA, verifier, signature, probe)) {
      throw new Complaint("key-not-of-certificate");
    }
    return {
      sign: async (message) => {
        if (key === undefined) throw new Error("forgotten");
        const pair = new Uint8Array(await crypto.subtle.sign(ECDSA, key, message));
        const r = encodeInteger(toNumber(pair.subarray(0, OCTETS)));
        const s = encodeInteger(toNumber(pair.subarray(OCTETS)));
        return encode(SEQUENCE, r, s);
      },
      forget: () => {
        key = undefined;
      },
    };
  } catch (e) {
    // Engines refuse a key whose two halves do not belong together, some here, some when it signs.
    throw e instanceof Complaint ? e : new Complaint("key-not-of-certificate");
  } finally {
    wipe(info);
  }
}
