/**
 * PKCS #12 (RFC 7292) as far as a certificate and its key need it, for files whose parts are all
 * protected as asked (encryption.ts).
 *
 * The file's own MAC is not computed: that the key decrypts and fits the certificate says more. Its
 * work factor is looked at all the same, since a weak one is the cheapest way to try passwords.
 */
import type { Bytes } from "./bytes.ts";
import { Complaint } from "./complaint.ts";
import { decrypt, requireIterations, requireStrong } from "./encryption.ts";
import { Der, INTEGER, OCTET_STRING, SEQUENCE } from "./der.ts";

const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const KEY_BAG = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";

export interface Contents {
  certificates: Bytes[];
  encryptedKeys: Bytes[];
}

export function isPkcs12(der: Der): boolean {
  const [version, safe] = der.children(SEQUENCE);
  return version?.tag === INTEGER && version.integer() === 3 && safe?.tag === SEQUENCE;
}

/** What can be refused without the password. */
export function requireStrongPkcs12(file: Der): void {
  for (const part of parts(file)) {
    if (part.child(0).oid() === ENCRYPTED_DATA) requireStrong(encrypted(part)[1]);
    else for (const bag of data(part)) read(bag, nothing());
  }
  const mac = file.children(SEQUENCE)[2];
  if (mac !== undefined) requireIterations(mac.children(SEQUENCE)[2]?.integer() ?? 1);
}

export async function openPkcs12(file: Der, password: string): Promise<Contents> {
  requireStrongPkcs12(file);
  const contents = nothing();
  for (const part of parts(file)) {
    for (const bag of await bags(part, password)) read(bag, contents);
  }
  return contents;
}

function nothing(): Contents {
  return { certificates: [], encryptedKeys: [] };
}

function parts(file: Der): Der[] {
  const safe = file.children(SEQUENCE)[1];
  if (safe.child(0).oid() !== DATA) throw new Complaint("protection-other");
  return Der.read(safe.child(1).child(0).require(OCTET_STRING).contents).children(SEQUENCE);
}

async function bags(part: Der, password: string): Promise<Der[]> {
  switch (part.child(0).oid()) {
    case DATA:
      return data(part);
    case ENCRYPTED_DATA: {
      const [, algorithm, ciphertext] = encrypted(part);
      return Der.read(await decrypt(algorithm, ciphertext.contents, password)).children(SEQUENCE);
    }
    default:
      throw new Complaint("protection-other");
  }
}

/** SafeContents that are not encrypted as a whole. */
function data(part: Der): Der[] {
  return Der.read(part.child(1).child(0).require(OCTET_STRING).contents).children(SEQUENCE);
}

/** EncryptedContentInfo: content type, algorithm, [0] octets. */
function encrypted(part: Der): Der[] {
  return part.child(1).child(0).child(1).children(SEQUENCE);
}

function read(bag: Der, contents: Contents): void {
  const value = bag.child(1).child(0);
  switch (bag.child(0).oid()) {
    case KEY_BAG:
      throw new Complaint("key-bare");
    case SHROUDED_KEY_BAG:
      requireStrong(value.child(0));
      contents.encryptedKeys.push(value.encoded);
      break;
    case CERTIFICATE_BAG:
      contents.certificates.push(value.child(1).child(0).require(OCTET_STRING).contents);
      break;
  }
}
