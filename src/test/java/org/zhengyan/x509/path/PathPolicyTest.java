package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouncycastle.asn1.x509.Extension.certificatePolicies;
import static org.bouncycastle.asn1.x509.Extension.inhibitAnyPolicy;
import static org.bouncycastle.asn1.x509.Extension.policyConstraints;
import static org.bouncycastle.asn1.x509.Extension.policyMappings;
import static org.zhengyan.x509.path.TestPaths.BODY;
import static org.zhengyan.x509.path.TestPaths.LOWER;
import static org.zhengyan.x509.path.TestPaths.ROOT;
import static org.zhengyan.x509.path.TestPaths.UPPER;
import static org.zhengyan.x509.path.TestPaths.refuses;
import static org.zhengyan.x509.path.TestPaths.request;
import static org.zhengyan.x509.path.TestPaths.subordinate;
import static org.zhengyan.x509.path.TestPaths.validate;
import static org.zhengyan.x509.path.TestPaths.with;

import java.math.BigInteger;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.TestPki.Extensions;

/** Certificate policies along a path: named by the caller, mapped, inhibited, required (RFC 5280 section 6.1). */
class PathPolicyTest {
  private static final String POLICY = "1.2.156.1.1";
  private static final String OTHER_POLICY = "1.2.156.1.2";

  @Test
  void requiresThePolicyThatTheCallerNames() {
    Entity ca = subordinate("CA", certificatePolicies, false, policies(POLICY));
    Entity body = with(ca, certificatePolicies, policies(POLICY));
    PathRequest request = request(body, List.of(ca), ROOT);
    assertThat(policed(request, Set.of(POLICY), true))
        .isInstanceOfSatisfying(
            PathResult.Valid.class,
            valid -> assertThat(valid.policies()).containsExactly(POLICY));
    assertThat(policed(request, Set.of(OTHER_POLICY), true))
        .isEqualTo(new PathResult.Invalid(PathFailure.POLICY, "no accepted policy is valid for the path"));
    assertThat(policed(request, Set.of(OTHER_POLICY), false).valid()).isTrue();
    assertThat(policed(request(BODY, List.of(UPPER, LOWER), ROOT), Set.of(POLICY), true).valid())
        .isFalse();
  }

  @Test
  void mapsPolicies() {
    ASN1Encodable mapping =
        new DERSequence(
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1ObjectIdentifier(POLICY), new ASN1ObjectIdentifier(OTHER_POLICY)
                }));
    KeyPair key = TestPki.newKey(Suite.P256);
    Extensions plain = TestPki.ca(TestPki.publicKey(key), ROOT);
    Entity ca =
        TestPki.ca(
            ROOT,
            "Mapping",
            key,
            builder -> {
              plain.add(builder);
              builder.addExtension(certificatePolicies, false, policies(POLICY));
              builder.addExtension(policyMappings, true, mapping);
            });
    PathRequest request =
        request(with(ca, certificatePolicies, policies(OTHER_POLICY)), List.of(ca), ROOT);
    assertThat(policed(request, Set.of(POLICY), true).valid()).isTrue();
    assertThat(policed(request, Set.of(OTHER_POLICY), true).valid()).isFalse();
    PathRequest.Policies inhibited =
        new PathRequest.Policies(Set.of(POLICY), true, true, false);
    assertThat(validate(request.withPolicies(inhibited)).valid()).isFalse();
  }

  @Test
  void obeysInhibitAnyPolicy() {
    ASN1Encodable any = policies(PolicyExtensions.ANY_POLICY);
    KeyPair key = TestPki.newKey(Suite.P256);
    Extensions plain = TestPki.ca(TestPki.publicKey(key), ROOT);
    for (boolean inhibit : new boolean[] {false, true}) {
      Entity ca =
          TestPki.ca(
              ROOT,
              "Any",
              key,
              builder -> {
                plain.add(builder);
                builder.addExtension(certificatePolicies, false, any);
                if (inhibit) {
                  builder.addExtension(inhibitAnyPolicy, true, new ASN1Integer(0));
                }
              });
      PathRequest request = request(with(ca, certificatePolicies, any), List.of(ca), ROOT);
      assertThat(policed(request, Set.of(POLICY), true).valid()).isEqualTo(!inhibit);
    }
  }

  @Test
  void obeysRequireExplicitPolicy() {
    ASN1Encodable explicit = new PolicyConstraints(BigInteger.ZERO, null);
    Entity ca = subordinate("CA", policyConstraints, true, explicit);
    refuses(request(TestPki.body(ca), List.of(ca), ROOT), PathFailure.POLICY);
    Entity uncritical = subordinate("CA", policyConstraints, false, explicit);
    refuses(
        request(TestPki.body(uncritical), List.of(uncritical), ROOT), PathFailure.MALFORMED);
    refuses(
        request(TestPki.body(uncritical), List.of(uncritical), ROOT)
            .withRules(PathRules.RFC_3280),
        PathFailure.POLICY);
  }

  private static ASN1Encodable policies(String oid) {
    return new DERSequence(new PolicyInformation(new ASN1ObjectIdentifier(oid)));
  }

  private static PathResult policed(PathRequest request, Set<String> accepted, boolean explicit) {
    return validate(
        request.withPolicies(new PathRequest.Policies(accepted, explicit, false, false)));
  }
}
