package org.zhengyan.x509.path;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.CertificateFields;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.MalformedDer;
import org.zhengyan.x509.StandardExtensions;

/**
 * What a certificate says of policies (RFC 5280 sections 4.2.1.4, .5, .11 and .14).
 *
 * @param policies the OIDs; qualifiers are read past
 * @param mappings issuer's policy to the subject's policies
 * @param requireExplicit skip certificates, or null
 * @param inhibitMapping skip certificates, or null
 * @param inhibitAny skip certificates, or null
 */
record PolicyExtensions(
    Optional<Set<String>> policies,
    Map<String, Set<String>> mappings,
    @Nullable Integer requireExplicit,
    @Nullable Integer inhibitMapping,
    @Nullable Integer inhibitAny) {

  static final String ANY_POLICY = "2.5.29.32.0";

  private static final int MAX_POLICIES = 64;

  private record Constraints(@Nullable Integer requireExplicit, @Nullable Integer inhibitMapping) {}

  static PolicyExtensions read(Map<String, Extension> extensions) throws MalformedCertificate {
    Constraints constraints =
        StandardExtensions.value(
                extensions, Extension.policyConstraints, PolicyExtensions::constraints)
            .orElse(new Constraints(null, null));
    return new PolicyExtensions(
        StandardExtensions.value(
            extensions, Extension.certificatePolicies, PolicyExtensions::policies),
        StandardExtensions.value(extensions, Extension.policyMappings, PolicyExtensions::mappings)
            .orElse(Map.of()),
        constraints.requireExplicit(),
        constraints.inhibitMapping(),
        StandardExtensions.value(extensions, Extension.inhibitAnyPolicy, PolicyExtensions::skip)
            .orElse(null));
  }

  private static Set<String> policies(ASN1Primitive value) throws MalformedDer {
    ASN1Sequence informations = bounded(value);
    Set<String> policies = new LinkedHashSet<>();
    for (ASN1Encodable element : informations) {
      ASN1Sequence information = CertificateFields.sequence(element);
      boolean sound =
          information.size() == 1
              || (information.size() == 2
                  && CertificateFields.sequence(information.getObjectAt(1)).size() > 0);
      if (!sound || !policies.add(oid(information.getObjectAt(0)))) {
        throw new MalformedDer("a policy that stands twice or cannot be read");
      }
    }
    return policies;
  }

  private static Map<String, Set<String>> mappings(ASN1Primitive value) throws MalformedDer {
    Map<String, Set<String>> mappings = new LinkedHashMap<>();
    for (ASN1Encodable element : bounded(value)) {
      ASN1Sequence pair = CertificateFields.sequence(element);
      if (pair.size() != 2) {
        throw new MalformedDer("a mapping has two policies");
      }
      mappings
          .computeIfAbsent(oid(pair.getObjectAt(0)), policy -> new LinkedHashSet<>())
          .add(oid(pair.getObjectAt(1)));
    }
    return mappings;
  }

  private static Constraints constraints(ASN1Primitive value) throws MalformedDer {
    @Nullable Integer[] skips = new @Nullable Integer[2];
    int lastTag = -1;
    for (ASN1Encodable element : (ASN1Sequence) value) {
      ASN1TaggedObject tagged = (ASN1TaggedObject) element.toASN1Primitive();
      int tag = tagged.getTagNo();
      if (!tagged.hasContextTag() || tag <= lastTag || tag > 1) {
        throw new MalformedDer("an unknown field");
      }
      lastTag = tag;
      skips[tag] = skip(ASN1Integer.getInstance(tagged, false));
    }
    if (lastTag < 0) {
      throw new MalformedDer("constraints that constrain nothing");
    }
    return new Constraints(skips[0], skips[1]);
  }

  /** SkipCerts; more than any path is long is the same as any other such number. */
  private static Integer skip(ASN1Primitive value) throws MalformedDer {
    BigInteger number = ((ASN1Integer) value).getValue();
    if (number.signum() < 0) {
      throw new MalformedDer("a negative count");
    }
    return number.bitLength() > 30 ? Integer.MAX_VALUE : number.intValue();
  }

  private static ASN1Sequence bounded(ASN1Primitive value) throws MalformedDer {
    ASN1Sequence sequence = (ASN1Sequence) value;
    if (sequence.size() == 0 || sequence.size() > MAX_POLICIES) {
      throw new MalformedDer("no policy, or more than " + MAX_POLICIES);
    }
    return sequence;
  }

  private static String oid(ASN1Encodable value) {
    return ((ASN1ObjectIdentifier) value).getId();
  }
}
