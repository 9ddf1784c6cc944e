/**
 * The encryption key pair, as the key centre sends it: SM2EnvelopedKey (GB/T 35276-2017 section 7.4),
 * a private key under SM4 whose key is under SM2, for the holder of the signing key.
 */
import { type Bytes, concat, equal, fromNumber, toNumber, wipe } from "./bytes.ts";
import { Complaint } from "./complaint.ts";
import { BIT_STRING, Der, DerError, INTEGER, OCTET_STRING, SEQUENCE } from "./der.ts";
import type { KeyPair } from "./key-pair.ts";
import * as sm2 from "./sm2.ts";
import { decryptBlock } from "./sm4.ts";

const SM4_ECB = "1.2.156.10197.1.104.1";

/**
 * Opens it with the signing key; whoever gets the pair wipes it.
 *
 * @param expected the public key of the encryption certificate
 * @throws Complaint `envelope-unknown`, also for the key of another certificate, or `envelope-of-another`
 * when it is not for this signing key
 */
export function openEnvelopedKey(envelope: Bytes, signing: KeyPair, expected: Bytes): KeyPair {
  const { cipher, publicKey, encryptedNumber } = read(envelope);
  const key = sm2.decrypt(cipher.point, cipher.digest, cipher.text, signing.number);
  if (key === undefined || key.length !== 16) throw new Complaint("envelope-of-another");
  const number = concat(
    decryptBlock(encryptedNumber.subarray(0, 16), key),
    decryptBlock(encryptedNumber.subarray(16), key),
  );
  let derived: Bytes | undefined;
  try {
    derived = sm2.publicKey(number);
  } catch {
    derived = undefined;
  }
  if (derived === undefined || !equal(derived, publicKey) || !equal(derived, expected)) {
    wipe(number);
    throw new Complaint("envelope-unknown");
  }
  return { suite: "sm2", number, publicKey };
}

/** SM2EnvelopedKey ::= SEQUENCE { symAlgID, symEncryptedKey, Sm2PublicKey, Sm2EncryptedPrivateKey } */
function read(envelope: Bytes) {
  try {
    const [algorithm, encryptedKey, publicKey, encryptedNumber] = Der.read(envelope).children(SEQUENCE);
    if (algorithm.child(0).oid() !== SM4_ECB) throw new DerError("algorithm");
    // SM2Cipher (section 7.2): XCoordinate, YCoordinate, HASH, CipherText
    const [x, y, digest, text] = encryptedKey.children(SEQUENCE);
    const coordinates = [x, y].map((each) => fromNumber(toNumber(each.require(INTEGER).contents), 32));
    const octets = encryptedNumber.require(BIT_STRING).contents.slice(1);
    if (octets.length !== 32) throw new DerError("length");
    return {
      cipher: {
        point: concat(Uint8Array.of(4), ...coordinates),
        digest: digest.require(OCTET_STRING).contents,
        text: text.require(OCTET_STRING).contents,
      },
      publicKey: publicKey.require(BIT_STRING).contents.slice(1),
      encryptedNumber: octets,
    };
  } catch (e) {
    if (e instanceof DerError || e instanceof TypeError || e instanceof RangeError) {
      throw new Complaint("envelope-unknown");
    }
    throw e;
  }
}
