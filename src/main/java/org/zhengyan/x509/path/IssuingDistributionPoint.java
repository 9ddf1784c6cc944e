package org.zhengyan.x509.path;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.MalformedDer;

/**
 * The scope of a CRL (RFC 5280 section 5.2.5).
 *
 * @param name the distribution point, or null
 * @param reasons as {@link DistributionPoint#reasons}
 */
record IssuingDistributionPoint(
    DistributionPoint.@Nullable Name name,
    boolean onlyUsers,
    boolean onlyCas,
    int reasons,
    boolean indirect,
    boolean onlyAttributes) {

  static IssuingDistributionPoint read(ASN1Primitive value) throws MalformedDer {
    DistributionPoint.Name name = null;
    int reasons = DistributionPoint.ALL_REASONS;
    boolean[] flags = new boolean[6];
    int lastTag = -1;
    for (ASN1Encodable element : (ASN1Sequence) value) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) element.toASN1Primitive();
      int tag = tagged.getTagNo();
      if (!tagged.hasContextTag() || tag <= lastTag || tag > 5) {
        throw new MalformedDer("an unknown field");
      }
      lastTag = tag;
      switch (tag) {
        case 0 -> name = DistributionPoint.Name.read(tagged.getExplicitBaseObject());
        case 3 -> reasons = DistributionPoint.reasons(ASN1BitString.getInstance(tagged, false));
        default -> flags[tag] = ASN1Boolean.getInstance(tagged, false).isTrue();
      }
    }
    return new IssuingDistributionPoint(name, flags[1], flags[2], reasons, flags[4], flags[5]);
  }
}
