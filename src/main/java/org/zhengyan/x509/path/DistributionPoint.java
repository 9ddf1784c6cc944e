package org.zhengyan.x509.path;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedDer;

/**
 * A {@code DistributionPoint} (RFC 5280 section 4.2.1.13).
 *
 * @param name where the CRL is, or null
 * @param reasons bits of {@code ReasonFlags}; all of them when absent
 * @param crlIssuer who signs the CRL, or null for the certificate's issuer
 */
record DistributionPoint(
    @Nullable Name name, int reasons, @Nullable GeneralNames crlIssuer) {

  /** Bits 1 to 8 of {@code ReasonFlags}. */
  static final int ALL_REASONS = 0x1fe;

  private static final int MAX_POINTS = 32;

  /** {@code DistributionPointName}: full names, or one RDN to be put behind the CRL issuer's name. */
  record Name(@Nullable GeneralNames fullName, @Nullable DistinguishedName relative) {

    static Name read(ASN1Encodable value) throws MalformedDer {
      ASN1TaggedObject tagged = (ASN1TaggedObject) value.toASN1Primitive();
      return switch (tagged.hasContextTag() ? tagged.getTagNo() : -1) {
        case 0 -> new Name(GeneralNames.read(ASN1Sequence.getInstance(tagged, false)), null);
        case 1 ->
            new Name(
                null,
                DistinguishedName.read(new DERSequence(ASN1Set.getInstance(tagged, false))));
        default -> throw new MalformedDer("an unknown kind of distribution point name");
      };
    }

    /** The names in full; a relative one is put behind the name of the CRL's issuer. */
    GeneralNames complete(DistinguishedName crlIssuer) {
      if (fullName != null) {
        return fullName;
      }
      return relative != null
          ? GeneralNames.ofDirectoryName(crlIssuer.then(relative))
          : GeneralNames.NONE;
    }
  }

  static List<DistributionPoint> readAll(ASN1Primitive value) throws MalformedDer {
    ASN1Sequence sequence = (ASN1Sequence) value;
    if (sequence.size() == 0 || sequence.size() > MAX_POINTS) {
      throw new MalformedDer("no distribution point, or more than " + MAX_POINTS);
    }
    List<DistributionPoint> points = new ArrayList<>();
    for (ASN1Encodable element : sequence) {
      points.add(read(CertificateFields.sequence(element)));
    }
    return List.copyOf(points);
  }

  private static DistributionPoint read(ASN1Sequence fields) throws MalformedDer {
    Name name = null;
    int reasons = ALL_REASONS;
    GeneralNames crlIssuer = null;
    int lastTag = -1;
    for (ASN1Encodable element : fields) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) element.toASN1Primitive();
      int tag = tagged.getTagNo();
      if (!tagged.hasContextTag() || tag <= lastTag) {
        throw new MalformedDer("an unknown field");
      }
      lastTag = tag;
      switch (tag) {
        case 0 -> name = Name.read(tagged.getExplicitBaseObject());
        case 1 -> reasons = reasons(ASN1BitString.getInstance(tagged, false));
        case 2 -> crlIssuer = GeneralNames.read(ASN1Sequence.getInstance(tagged, false));
        default -> throw new MalformedDer("an unknown field");
      }
    }
    if (name == null && crlIssuer == null) {
      throw new MalformedDer("a distribution point with neither name nor issuer");
    }
    return new DistributionPoint(name, reasons, crlIssuer);
  }

  /** {@code ReasonFlags} as a number whose bit n is the flag n. */
  static int reasons(ASN1BitString flags) {
    int reasons = 0;
    byte[] octets = flags.getBytes();
    for (int bit = 0; bit < Math.min(16, octets.length * 8); bit++) {
      reasons |= (octets[bit / 8] >> (7 - bit % 8) & 1) << bit;
    }
    return reasons & ALL_REASONS;
  }
}
