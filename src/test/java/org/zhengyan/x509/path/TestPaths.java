package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.TestPki.Extensions;

/** Paths below a root of tests, and what the validator says of them. */
final class TestPaths {
  static final Entity ROOT = TestPki.root(Suite.P256, "Root");
  static final Entity UPPER = TestPki.ca(ROOT, "Upper");
  static final Entity LOWER = TestPki.ca(UPPER, "Lower");
  static final Entity BODY = TestPki.body(LOWER);

  private TestPaths() {}

  /** A CA below the root with one extension more, or in another way. */
  static Entity subordinate(
      String name, ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    KeyPair key = TestPki.newKey(Suite.P256);
    Extensions plain = TestPki.ca(TestPki.publicKey(key), ROOT);
    return TestPki.ca(
        ROOT,
        name,
        key,
        builder -> {
          plain.add(builder);
          if (builder.hasExtension(oid)) {
            builder.removeExtension(oid);
          }
          builder.addExtension(oid, critical, value);
        });
  }

  /** A body's certificate with one extension more. */
  static Entity with(Entity issuer, ASN1ObjectIdentifier oid, ASN1Encodable value) {
    Extensions plain = TestPki.body(KeyUsage.digitalSignature, issuer);
    return TestPki.body(
        issuer,
        builder -> {
          plain.add(builder);
          builder.addExtension(oid, false, value);
        },
        TestPki.FROM,
        TestPki.TO);
  }

  static PathRequest request(Entity target, List<Entity> others, Entity... anchors) {
    return PathRequest.of(
        read(target),
        others.stream().map(TestPaths::read).toList(),
        Arrays.stream(anchors).map(TestPaths::read).toList(),
        TestPki.NOW);
  }

  static void refuses(PathRequest request, PathFailure failure) {
    assertThat(validate(request))
        .isInstanceOfSatisfying(
            PathResult.Invalid.class,
            invalid -> assertThat(invalid.failure()).as(invalid.detail()).isEqualTo(failure));
  }

  static PathResult validate(PathRequest request) {
    return new PathValidator().validate(request);
  }

  static PathCertificate read(Entity entity) {
    try {
      return PathCertificate.read(entity.der());
    } catch (MalformedCertificate e) {
      throw new IllegalStateException(e);
    }
  }
}
