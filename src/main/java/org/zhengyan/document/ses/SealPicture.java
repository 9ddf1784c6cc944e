package org.zhengyan.document.ses;

import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/**
 * {@code SES_ESPictrueInfo}: what the seal looks like; the bytes are not looked into.
 *
 * @param type such as {@code PNG} or {@code OFD}
 * @param data the file
 * @param width in millimetres
 * @param height in millimetres
 */
public record SealPicture(String type, byte[] data, int width, int height) {

  static SealPicture read(ASN1Encodable value) throws MalformedSeal {
    SealDer fields = new SealDer("seal's picture", value);
    SealPicture picture =
        new SealPicture(fields.ia5(), fields.octets(), fields.integer(), fields.integer());
    fields.end();
    return picture;
  }

  ASN1Sequence toAsn1() {
    return new DERSequence(
        new ASN1Encodable[] {
          new DERIA5String(type, true),
          new DEROctetString(data),
          new ASN1Integer(width),
          new ASN1Integer(height)
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealPicture that
        && type.equals(that.type)
        && width == that.width
        && height == that.height
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return type + " of " + data.length + " bytes, " + width + " by " + height + " mm";
  }
}
