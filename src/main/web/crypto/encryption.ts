/**
 * Protecting by a password, and opening what one protects: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018), and
 * nothing else. Who gets hold of the file can try passwords at leisure, so the work per try is
 * bounded below; it is bounded above because the file sets it and the phone does it.
 */
import { type Bytes, fromHex, utf8, wipe } from "./bytes.ts";
import { Complaint } from "./complaint.ts";
import { Der, encode, encodeInteger, INTEGER, OCTET_STRING, SEQUENCE } from "./der.ts";

export const LEAST_ITERATIONS = 600_000;
export const MOST_ITERATIONS = 10_000_000;

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const HMAC_SHA256 = "1.2.840.113549.2.9";
const AES_256_CBC = "2.16.840.1.101.3.4.1.42";

interface Protection {
  readonly salt: Bytes;
  readonly iterations: number;
  readonly iv: Bytes;
}

/** Refuses protection that is weaker than asked for, or is another, before a password is needed. */
export function requireStrong(algorithm: Der): void {
  protection(algorithm);
}

export function requireIterations(iterations: number): void {
  const shown = { iterations: String(iterations), least: String(LEAST_ITERATIONS) };
  if (iterations < LEAST_ITERATIONS) throw new Complaint("protection-weak", shown);
  if (iterations > MOST_ITERATIONS) throw new Complaint("protection-endless", shown);
}

/**
 * What a password becomes for one protected text: nearly all of the work of opening it, which can be done before
 * the text is opened. Right or wrong is not known yet.
 */
export async function openingKey(algorithm: Der, password: string): Promise<CryptoKey> {
  return await derive(protection(algorithm), password, "decrypt");
}

/**
 * @param opener the password, or what `openingKey` made of it for the same protection
 * @throws Complaint `password-wrong` when the padding says so; once in 256 times a wrong password
 *     gets through and gives octets that are no key
 */
export async function decrypt(algorithm: Der, ciphertext: Bytes, opener: string | CryptoKey): Promise<Bytes> {
  const ways = protection(algorithm);
  const key = typeof opener === "string" ? await derive(ways, opener, "decrypt") : opener;
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: ways.iv }, key, ciphertext));
  } catch {
    throw new Complaint("password-wrong");
  }
}

/** Protects a PrivateKeyInfo: EncryptedPrivateKeyInfo (RFC 5958 section 3), with a new salt and IV. */
export async function encryptKey(info: Bytes, password: string): Promise<Bytes> {
  const ways: Protection = {
    salt: crypto.getRandomValues(new Uint8Array(16)),
    iterations: LEAST_ITERATIONS,
    iv: crypto.getRandomValues(new Uint8Array(16)),
  };
  const key = await derive(ways, password, "encrypt");
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-CBC", iv: ways.iv }, key, info);
  return encode(SEQUENCE, identifier(ways), encode(OCTET_STRING, new Uint8Array(ciphertext)));
}

async function derive(ways: Protection, password: string, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const octets = utf8(password);
  try {
    const base = await crypto.subtle.importKey("raw", octets, "PBKDF2", false, ["deriveKey"]);
    return await crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt: ways.salt, iterations: ways.iterations },
      base,
      { name: "AES-CBC", length: 256 },
      false,
      [use],
    );
  } finally {
    wipe(octets);
  }
}

/** AlgorithmIdentifier of PBES2, as `protection` reads it. */
function identifier(ways: Protection): Bytes {
  const nothing = fromHex("0500");
  const function_ = encode(SEQUENCE, fromHex("06082a864886f70d0209"), nothing);
  const parameters = encode(
    SEQUENCE,
    encode(OCTET_STRING, ways.salt),
    encodeInteger(BigInt(ways.iterations)),
    function_,
  );
  const derivation = encode(SEQUENCE, fromHex("06092a864886f70d01050c"), parameters);
  const cipher = encode(SEQUENCE, fromHex("060960864801650304012a"), encode(OCTET_STRING, ways.iv));
  return encode(SEQUENCE, fromHex("06092a864886f70d01050d"), encode(SEQUENCE, derivation, cipher));
}

/** AlgorithmIdentifier of PBES2: RFC 8018 appendix A.4. */
function protection(algorithm: Der): Protection {
  const [scheme, parameters] = algorithm.children(SEQUENCE);
  if (scheme.oid() !== PBES2) throw new Complaint("protection-other");
  const [derivation, cipher] = parameters.children(SEQUENCE);
  const [kdf, options] = derivation.children(SEQUENCE);
  const [name, iv] = cipher.children(SEQUENCE);
  if (kdf.oid() !== PBKDF2 || name.oid() !== AES_256_CBC) throw new Complaint("protection-other");
  const [salt, count, ...rest] = options.children(SEQUENCE);
  const function_ = rest.find((each) => each.tag === SEQUENCE);
  if (function_?.child(0).oid() !== HMAC_SHA256) throw new Complaint("protection-other");
  const iterations = count.require(INTEGER).integer();
  requireIterations(iterations);
  return {
    salt: salt.require(OCTET_STRING).contents,
    iterations,
    iv: iv.require(OCTET_STRING).contents,
  };
}
