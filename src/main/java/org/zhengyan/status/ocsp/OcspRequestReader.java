package org.zhengyan.status.ocsp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;
import org.zhengyan.status.ocsp.OcspRequest.CertId;
import org.zhengyan.status.ocsp.OcspRequest.Hash;

/**
 * Reads an OCSPRequest (RFC 6960 section 4.1.1) strictly and once, without a parser's objects.
 *
 * <p>At most {@value #MAX_CERT_IDS} CertIDs; DER only. A signature and a requestor's name are passed
 * over, since anybody is answered. Extensions other than the Nonce are passed over unless critical.
 */
final class OcspRequestReader {
  static final int MAX_CERT_IDS = 8;

  private static final int MAX_SERIAL_OCTETS = 20;
  private static final int MAX_NONCE_OCTETS = 128;
  private static final int OUR_SERIAL_OCTETS = 16;
  private static final byte[] NONCE = oid("1.3.6.1.5.5.7.48.1.2");
  private static final Map<Hash, byte[]> HASHES = new EnumMap<>(Hash.class);

  static {
    for (Hash hash : Hash.values()) {
      HASHES.put(hash, oid(hash.oid()));
    }
  }

  private final byte[] bytes;
  private final DerCursor cursor;
  private byte @Nullable [] nonce;

  private OcspRequestReader(byte[] bytes) {
    this.bytes = bytes;
    this.cursor = new DerCursor(bytes);
  }

  static OcspRequest read(byte[] bytes) throws MalformedOcspRequest {
    return new OcspRequestReader(bytes).request();
  }

  private OcspRequest request() throws MalformedOcspRequest {
    int end = cursor.enter(DerCursor.SEQUENCE, bytes.length);
    if (end != bytes.length) {
      throw new MalformedOcspRequest("there is more after the request");
    }
    int tbsEnd = cursor.enter(DerCursor.SEQUENCE, end);
    if (cursor.peek(tbsEnd) == 0xa0) {
      version(tbsEnd);
    }
    if (cursor.peek(tbsEnd) == 0xa1) {
      cursor.skip(tbsEnd);
    }
    List<CertId> certIds = requestList(tbsEnd);
    if (cursor.peek(tbsEnd) == 0xa2) {
      int explicit = cursor.enter(0xa2, tbsEnd);
      extensions(explicit, true);
      cursor.requireEnd(explicit);
    }
    cursor.requireEnd(tbsEnd);
    if (cursor.peek(end) == 0xa0) {
      cursor.skip(end);
    }
    cursor.requireEnd(end);
    return new OcspRequest(certIds, nonce);
  }

  private void version(int end) throws MalformedOcspRequest {
    int explicit = cursor.enter(0xa0, end);
    int integer = cursor.enter(DerCursor.INTEGER, explicit);
    if (integer - cursor.at() != 1 || bytes[cursor.at()] != 0) {
      throw new MalformedOcspRequest("the version is not 1");
    }
    cursor.moveTo(integer);
    cursor.requireEnd(explicit);
  }

  private List<CertId> requestList(int end) throws MalformedOcspRequest {
    int listEnd = cursor.enter(DerCursor.SEQUENCE, end);
    List<CertId> certIds = new ArrayList<>(1);
    while (cursor.at() < listEnd) {
      if (certIds.size() == MAX_CERT_IDS) {
        throw new MalformedOcspRequest("more than " + MAX_CERT_IDS + " certificates are asked for");
      }
      int requestEnd = cursor.enter(DerCursor.SEQUENCE, listEnd);
      certIds.add(certId(requestEnd));
      if (cursor.peek(requestEnd) == 0xa0) {
        int explicit = cursor.enter(0xa0, requestEnd);
        extensions(explicit, false);
        cursor.requireEnd(explicit);
      }
      cursor.requireEnd(requestEnd);
    }
    if (certIds.isEmpty()) {
      throw new MalformedOcspRequest("no certificate is asked for");
    }
    return certIds;
  }

  private CertId certId(int end) throws MalformedOcspRequest {
    int start = cursor.at();
    int certIdEnd = cursor.enter(DerCursor.SEQUENCE, end);
    Hash hash = hashAlgorithm(certIdEnd);
    int nameEnd = cursor.enter(DerCursor.OCTET_STRING, certIdEnd);
    int issuerHashes = cursor.at() - start;
    int nameOctets = nameEnd - cursor.at();
    cursor.moveTo(nameEnd);
    int keyEnd = cursor.enter(DerCursor.OCTET_STRING, certIdEnd);
    int keyOctets = keyEnd - cursor.at();
    if (hash != null && (nameOctets != hash.octets() || keyOctets != hash.octets())) {
      throw new MalformedOcspRequest("a hash of the issuer has the wrong length");
    }
    cursor.moveTo(keyEnd);
    int serialEnd = cursor.enter(DerCursor.INTEGER, certIdEnd);
    int serial = cursor.at();
    requireSerial(serial, serialEnd);
    cursor.moveTo(serialEnd);
    cursor.requireEnd(certIdEnd);
    boolean ours = serialEnd - serial == OUR_SERIAL_OCTETS;
    return new CertId(
        Arrays.copyOfRange(bytes, start, certIdEnd),
        hash,
        issuerHashes,
        ours ? bigEndian(serial) : 0,
        ours ? bigEndian(serial + 8) : 0);
  }

  private @Nullable Hash hashAlgorithm(int end) throws MalformedOcspRequest {
    int algorithmEnd = cursor.enter(DerCursor.SEQUENCE, end);
    int oidEnd = cursor.enterObjectIdentifier(algorithmEnd);
    Hash found = null;
    for (Map.Entry<Hash, byte[]> known : HASHES.entrySet()) {
      if (is(known.getValue(), cursor.at(), oidEnd)) {
        found = known.getKey();
      }
    }
    cursor.moveTo(oidEnd);
    if (cursor.at() < algorithmEnd) {
      int parametersEnd = cursor.enter(DerCursor.NULL, algorithmEnd);
      cursor.requireEnd(parametersEnd);
    }
    cursor.requireEnd(algorithmEnd);
    return found;
  }

  /** RFC 5280 section 4.1.2.2: users must handle 20 octets; minimal, as DER says. */
  private void requireSerial(int start, int end) throws MalformedOcspRequest {
    int octets = end - start;
    boolean padded =
        octets > 1
            && ((bytes[start] == 0 && bytes[start + 1] >= 0)
                || (bytes[start] == -1 && bytes[start + 1] < 0));
    if (octets < 1 || octets > MAX_SERIAL_OCTETS || padded) {
      throw new MalformedOcspRequest("a serial number is empty, padded or too long");
    }
  }

  private void extensions(int end, boolean ofRequest) throws MalformedOcspRequest {
    int listEnd = cursor.enter(DerCursor.SEQUENCE, end);
    while (cursor.at() < listEnd) {
      int extensionEnd = cursor.enter(DerCursor.SEQUENCE, listEnd);
      int oidEnd = cursor.enterObjectIdentifier(extensionEnd);
      boolean isNonce = ofRequest && is(NONCE, cursor.at(), oidEnd);
      cursor.moveTo(oidEnd);
      boolean critical = critical(extensionEnd);
      int valueEnd = cursor.enter(DerCursor.OCTET_STRING, extensionEnd);
      if (isNonce) {
        readNonce(valueEnd);
      } else if (critical) {
        throw new MalformedOcspRequest("a critical extension is not known here");
      }
      cursor.moveTo(valueEnd);
      cursor.requireEnd(extensionEnd);
    }
  }

  private boolean critical(int end) throws MalformedOcspRequest {
    if (cursor.peek(end) != DerCursor.BOOLEAN) {
      return false;
    }
    int booleanEnd = cursor.enter(DerCursor.BOOLEAN, end);
    if (booleanEnd - cursor.at() != 1) {
      throw new MalformedOcspRequest("a BOOLEAN has one octet");
    }
    boolean critical = bytes[cursor.at()] != 0;
    cursor.moveTo(booleanEnd);
    return critical;
  }

  /** RFC 9654 section 2.1: a Nonce without octets, or with more than 128, is malformed. */
  private void readNonce(int valueEnd) throws MalformedOcspRequest {
    int nonceEnd = cursor.enter(DerCursor.OCTET_STRING, valueEnd);
    int octets = nonceEnd - cursor.at();
    if (nonce != null || octets < 1 || octets > MAX_NONCE_OCTETS || nonceEnd != valueEnd) {
      throw new MalformedOcspRequest("the Nonce is empty, too long, or there are two");
    }
    nonce = Arrays.copyOfRange(bytes, cursor.at(), nonceEnd);
  }

  private boolean is(byte[] wanted, int from, int to) {
    return Arrays.equals(wanted, 0, wanted.length, bytes, from, to);
  }

  private long bigEndian(int from) {
    long value = 0;
    for (int i = from; i < from + 8; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  /** The content octets of an object identifier. */
  private static byte[] oid(String dotted) {
    try {
      byte[] encoded = new ASN1ObjectIdentifier(dotted).getEncoded();
      return Arrays.copyOfRange(encoded, 2, encoded.length);
    } catch (IOException e) {
      throw new IllegalStateException("an object identifier always has an encoding", e);
    }
  }
}
