package org.zhengyan.document.ses;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;

/**
 * {@code SES_SealInfo}: what the seal maker signs. Extensions are read over and never written.
 *
 * @param vendor {@code Vid} of the header: whose format it is
 * @param id {@code esID}: the seal's own identifier
 */
public record SealInfo(String vendor, String id, SealProperty property, SealPicture picture) {

  /** {@code SES_Header.version} of GB/T 38540-2020. */
  public static final int VERSION = 4;

  private static final String HEADER = "ES";

  static SealInfo read(ASN1Encodable value) throws MalformedSeal {
    SealDer fields = new SealDer("seal's information", value);
    SealDer header = new SealDer("seal's header", fields.next());
    if (!HEADER.equals(header.ia5())) {
      throw new MalformedSeal("The seal's header is not that of an electronic seal.");
    }
    int version = header.integer();
    if (version != VERSION) {
      throw new MalformedSeal(
          "The seal is of version " + version + "; only version 4 (GB/T 38540-2020) is read.");
    }
    String vendor = header.ia5();
    header.end();
    SealInfo info =
        new SealInfo(
            vendor, fields.ia5(), SealProperty.read(fields.next()), SealPicture.read(fields.next()));
    if (fields.more()) {
      requireExtensions(fields.next());
    }
    fields.end();
    return info;
  }

  /** The standard tags them [0]; makers in the field write them without the tag. */
  static void requireExtensions(ASN1Primitive value) throws MalformedSeal {
    boolean extensions =
        value instanceof ASN1Sequence
            || (value instanceof ASN1TaggedObject tagged && tagged.hasContextTag(0));
    if (!extensions) {
      throw new MalformedSeal("The seal has unknown fields.");
    }
  }

  ASN1Sequence toAsn1() {
    return new DERSequence(
        new ASN1Encodable[] {
          new DERSequence(
              new ASN1Encodable[] {
                new DERIA5String(HEADER), new ASN1Integer(VERSION), new DERIA5String(vendor, true)
              }),
          new DERIA5String(id, true),
          property.toAsn1(),
          picture.toAsn1()
        });
  }
}
