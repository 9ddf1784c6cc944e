/** Credentials kept in this browser (IndexedDB), their keys still under the holder's password. */
import { type Bytes } from "../crypto/bytes.ts";
import { readCertificate } from "../crypto/certificate.ts";
import { Complaint } from "../crypto/complaint.ts";
import type { Credential } from "../crypto/credential.ts";

const DATABASE = "zhengyan";
const STORE = "credentials";

interface Row {
  /** SHA-256 of the certificate, so that one is kept once. */
  id: string;
  certificate: Bytes;
  encryptedKey: Bytes;
}

/** Those that can still be read, the longest valid first. */
export async function kept(): Promise<Credential[]> {
  let rows: Row[];
  try {
    rows = await run<Row[]>("readonly", (store) => store.getAll());
  } catch {
    return [];
  }
  const credentials: Credential[] = [];
  for (const row of rows) {
    try {
      credentials.push({
        certificate: await readCertificate(row.certificate),
        encryptedKey: row.encryptedKey,
      });
    } catch {
      // Written by another version of the page, or damaged: it stays, and is not offered.
    }
  }
  return credentials.sort((a, b) => b.certificate.notAfter.getTime() - a.certificate.notAfter.getTime());
}

/** @throws Complaint `storage` where the browser keeps nothing */
export async function keep(credential: Credential): Promise<void> {
  const { certificate, encryptedKey } = credential;
  const row: Row = { id: certificate.sha256, certificate: certificate.der, encryptedKey };
  await run("readwrite", (store) => store.put(row));
}

export async function remove(credential: Credential): Promise<void> {
  await run("readwrite", (store) => store.delete(credential.certificate.sha256));
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  try {
    const database = await settled<IDBDatabase>(open());
    try {
      const transaction = database.transaction(STORE, mode);
      const result = await settled<T>(act(transaction.objectStore(STORE)));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
      return result;
    } finally {
      database.close();
    }
  } catch {
    throw new Complaint("storage");
  }
}

function open(): IDBOpenDBRequest {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
  return request;
}

function settled<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
