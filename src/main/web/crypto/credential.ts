/**
 * A credential: a body's certificate and its private key, the key always under a password.
 *
 * Two kinds of file are read: PEM with certificates and one ENCRYPTED PRIVATE KEY (RFC 5958), and
 * PKCS #12. What is kept in the browser is the same: certificates and the encrypted key.
 */
import { type Bytes, fromBase64 } from "./bytes.ts";
import { type Certificate, readCertificate, UnknownKey } from "./certificate.ts";
import { Complaint } from "./complaint.ts";
import { Der, DerError, SEQUENCE } from "./der.ts";
import { requireStrong } from "./encryption.ts";
import { isPkcs12, openPkcs12, requireStrongPkcs12 } from "./pkcs12.ts";

export interface Credential {
  readonly certificate: Certificate;
  /** EncryptedPrivateKeyInfo (RFC 5958 section 3). */
  readonly encryptedKey: Bytes;
}

/** A file that was looked at. Without its password a PKCS #12 file does not say whose it is. */
export interface CredentialFile {
  readonly credential?: Credential;
  open(password: string): Promise<Credential>;
}

export const LARGEST_FILE = 64 * 1024;
export const PEM = /-----BEGIN ([A-Z0-9 ]+)-----\s+([^-]*)-----END \1-----/g;

/**
 * Looks at a file that a person chose.
 *
 * @throws Complaint for whatever can be said without the password
 */
export async function readFile(bytes: Bytes): Promise<CredentialFile> {
  if (bytes.length > LARGEST_FILE) throw new Complaint("file-large");
  return await explaining(async () => {
    const text = new TextDecoder("latin1").decode(bytes);
    if (text.includes("-----BEGIN ")) {
      const credential = await readPem(text);
      return { credential, open: () => Promise.resolve(credential) };
    }
    const file = Der.read(bytes);
    if (!isPkcs12(file)) throw new Complaint("file-unknown");
    requireStrongPkcs12(file);
    return {
      open: (password) =>
        explaining(async () => {
          const { certificates, encryptedKeys } = await openPkcs12(file, password);
          return await assemble(certificates, encryptedKeys);
        }),
    };
  });
}

async function readPem(text: string): Promise<Credential> {
  const certificates: Bytes[] = [];
  const keys: Bytes[] = [];
  for (const [, type, body] of text.matchAll(PEM)) {
    if (type === "CERTIFICATE") certificates.push(fromBase64(body));
    else if (type === "ENCRYPTED PRIVATE KEY") keys.push(fromBase64(body));
    else if (type === "PRIVATE KEY") throw new Complaint("key-bare");
    // The format of old: one round of MD5 before the cipher, or no cipher at all.
    else if (type.endsWith(" PRIVATE KEY")) {
      throw new Complaint(body.includes("ENCRYPTED") ? "protection-other" : "key-bare");
    }
  }
  return await assemble(certificates, keys);
}

async function assemble(certificates: Bytes[], keys: Bytes[]): Promise<Credential> {
  if (certificates.length === 0) throw new Complaint("file-no-certificate");
  if (keys.length === 0) throw new Complaint("file-no-key");
  if (keys.length > 2 || certificates.length > 8) throw new Complaint("file-several");
  requireStrong(Der.read(keys[0]).require(SEQUENCE).child(0));
  const read: Certificate[] = [];
  for (const der of certificates) {
    try {
      read.push(await readCertificate(der));
    } catch (e) {
      // A root of another algorithm may come along; the certificate itself may not be one.
      if (!(e instanceof UnknownKey)) throw e;
    }
  }
  const own = read.filter((each) => !each.authority && each.signs);
  if (own.length === 0) throw new Complaint("file-certificate-other");
  // Of two keys one is that of an encryption certificate, whose owner signs with the first.
  const others = read.filter((each) => !each.authority && !each.signs);
  if (own.length > 1 || keys.length > 1 + others.length) throw new Complaint("file-several");
  return { certificate: own[0], encryptedKey: keys[0] };
}

/** Whatever else goes wrong in reading is the file's. */
async function explaining<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (e) {
    if (e instanceof Complaint) throw e;
    if (e instanceof UnknownKey) throw new Complaint("file-certificate-other");
    if (e instanceof DerError || e instanceof DOMException || e instanceof TypeError) {
      throw new Complaint("file-unknown");
    }
    throw e;
  }
}
