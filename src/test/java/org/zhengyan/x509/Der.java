package org.zhengyan.x509;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/** Surgery on encodings: one field changed, all else as it was. */
public final class Der {
  private Der() {}

  /** Replaces the element that the path of indexes leads to; a tagged value counts as its content. */
  public static byte[] with(byte[] der, UnaryOperator<ASN1Encodable> change, int... path) {
    try {
      return change(ASN1Primitive.fromByteArray(der), change, path, 0)
          .toASN1Primitive()
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] with(byte[] der, ASN1Encodable replacement, int... path) {
    return with(der, old -> replacement, path);
  }

  /** Adds an element at the end of the SEQUENCE that the path leads to. */
  public static byte[] append(byte[] der, ASN1Encodable addition, int... path) {
    return with(
        der,
        old -> {
          ASN1EncodableVector elements = elements((ASN1Sequence) old.toASN1Primitive());
          elements.add(addition);
          return new DERSequence(elements);
        },
        path);
  }

  /** The same with an indefinite length outside, which is BER; for encodings of 256 bytes and more. */
  public static byte[] indefinite(byte[] der) {
    byte[] ber = new byte[der.length];
    System.arraycopy(der, 4, ber, 2, der.length - 4);
    ber[0] = der[0];
    ber[1] = (byte) 0x80;
    return ber;
  }

  private static ASN1Encodable change(
      ASN1Encodable value, UnaryOperator<ASN1Encodable> change, int[] path, int at) {
    if (value.toASN1Primitive() instanceof ASN1TaggedObject tagged) {
      return new DERTaggedObject(
          tagged.getTagNo(), change(tagged.getExplicitBaseObject(), change, path, at));
    }
    if (at == path.length) {
      return change.apply(value);
    }
    ASN1EncodableVector elements = new ASN1EncodableVector();
    int index = 0;
    for (ASN1Encodable element : (ASN1Sequence) value.toASN1Primitive()) {
      elements.add(index++ == path[at] ? change(element, change, path, at + 1) : element);
    }
    return new DERSequence(elements);
  }

  private static ASN1EncodableVector elements(ASN1Sequence sequence) {
    ASN1EncodableVector elements = new ASN1EncodableVector();
    for (ASN1Encodable element : sequence) {
      elements.add(element);
    }
    return elements;
  }
}
