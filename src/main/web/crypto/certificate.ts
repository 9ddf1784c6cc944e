/**
 * What the page needs of a certificate: whose it is, for how long, and its public key.
 *
 * Nothing is validated here. Whether a certificate is ours and good is the server's to say; the page
 * only spares a person an attempt that cannot succeed.
 */
import { type Bytes, hex } from "./bytes.ts";
import { BIT_STRING, BOOLEAN, Der, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE } from "./der.ts";

export type Suite = "sm2" | "p256";

export interface Certificate {
  readonly der: Bytes;
  /** Lower-case hex of SHA-256 over the DER. */
  readonly sha256: string;
  readonly serial: string;
  readonly suite: Suite;
  /** The uncompressed point, 65 octets. */
  readonly publicKey: Bytes;
  /** Name of the body as the certificate has it. */
  readonly name: string;
  /** The unified social credit code; empty when the subject has none. */
  readonly uscc: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly authority: boolean;
  /** Whether its key may sign: keyUsage has digitalSignature, or there is no such extension. */
  readonly signs: boolean;
}

export const EC_PUBLIC_KEY = "1.2.840.10045.2.1";
const CURVES: Record<string, Suite> = { "1.2.156.10197.1.301": "sm2", "1.2.840.10045.3.1.7": "p256" };
const ORGANIZATION = "2.5.4.10";
const COMMON_NAME = "2.5.4.3";
const ORGANIZATION_IDENTIFIER = "2.5.4.97";
const KEY_USAGE = "2.5.29.15";
const BASIC_CONSTRAINTS = "2.5.29.19";

/** @throws DerError when the octets are no certificate with a key of one of the two curves. */
export async function readCertificate(der: Bytes): Promise<Certificate> {
  const tbs = Der.read(der).require(SEQUENCE).child(0).children(SEQUENCE);
  if (tbs[0].tag === 0xa0) tbs.shift();
  const [serial, , , validity, subject, key, ...rest] = tbs;
  const [notBefore, notAfter] = validity.children(SEQUENCE);
  const names = attributes(subject);
  const algorithm = key.children(SEQUENCE)[0];
  const point = key.child(1).require(BIT_STRING).contents.slice(1);
  const suite = algorithm.child(0).oid() === EC_PUBLIC_KEY ? suiteOf(algorithm.child(1)) : undefined;
  if (suite === undefined || point.length !== 65) throw new UnknownKey();
  const extensions = readExtensions(rest.find((each) => each.tag === 0xa3));
  const usage = extensions.get(KEY_USAGE)?.require(BIT_STRING).contents;
  return {
    der,
    sha256: hex(new Uint8Array(await crypto.subtle.digest("SHA-256", der))),
    serial: hex(serial.require(INTEGER).contents).replace(/^00/, ""),
    suite,
    publicKey: point,
    name: names.get(ORGANIZATION) ?? names.get(COMMON_NAME) ?? "",
    uscc: names.get(ORGANIZATION_IDENTIFIER) ?? "",
    notBefore: notBefore.time(),
    notAfter: notAfter.time(),
    authority: extensions.get(BASIC_CONSTRAINTS)?.children(SEQUENCE)[0]?.tag === BOOLEAN,
    signs: usage === undefined || (usage[1] & 0x80) !== 0,
  };
}

/** A certificate or key of neither suite. */
export class UnknownKey extends Error {}

/** The suite that a named curve belongs to, if it is one of ours. */
export function suiteOf(curve: Der): Suite | undefined {
  return curve.tag === OBJECT_IDENTIFIER ? CURVES[curve.oid()] : undefined;
}

function attributes(name: Der): Map<string, string> {
  const values = new Map<string, string>();
  for (const set of name.children(SEQUENCE)) {
    for (const attribute of set.children()) values.set(attribute.child(0).oid(), attribute.child(1).text());
  }
  return values;
}

function readExtensions(wrapper: Der | undefined): Map<string, Der> {
  const values = new Map<string, Der>();
  for (const extension of wrapper?.child(0).children(SEQUENCE) ?? []) {
    const members = extension.children(SEQUENCE);
    const value = members[members.length - 1].require(OCTET_STRING).contents;
    const id = members[0].oid();
    if (id === KEY_USAGE || id === BASIC_CONSTRAINTS) values.set(id, Der.read(value));
  }
  return values;
}
