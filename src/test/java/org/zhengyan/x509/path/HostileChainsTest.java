package org.zhengyan.x509.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.TestPki;
import org.zhengyan.x509.TestPki.Entity;
import org.zhengyan.x509.TestPki.Extensions;

/** Chains that are made to cost: each ends at a limit, or before it, and is not accepted. */
class HostileChainsTest {
  private static final Entity ROOT = TestPki.root(Suite.P256, "Root");

  @Test
  void refusesPathLongerThanTheLimit() {
    List<Entity> chain = new ArrayList<>(List.of(ROOT));
    for (int i = 0; i < 20; i++) {
      chain.add(TestPki.ca(chain.getLast(), "CA " + i));
    }
    refuses(request(TestPki.body(chain.getLast()), read(chain.subList(1, 21)), ROOT), PathFailure.LIMIT);
  }

  @Test
  void endsInACycle() {
    KeyPair oneKey = TestPki.newKey(Suite.P256);
    KeyPair otherKey = TestPki.newKey(Suite.P256);
    X500Name oneName = new X500Name("CN=One");
    X500Name otherName = new X500Name("CN=Other");
    Entity one = new Entity(Suite.P256, oneName, oneKey, new byte[0]);
    Entity other = new Entity(Suite.P256, otherName, otherKey, new byte[0]);
    List<PathCertificate> cycle = read(List.of(crossed(one, other), crossed(other, one)));
    refuses(request(TestPki.body(one), cycle, ROOT), PathFailure.UNTRUSTED);
  }

  @Test
  void endsAmongManyIssuersOfOneNameAndKey() {
    KeyPair key = TestPki.newKey(Suite.P256);
    X500Name name = new X500Name("CN=Same");
    Entity same = new Entity(Suite.P256, name, key, new byte[0]);
    List<PathCertificate> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(read(crossed(same, same)));
    }
    refuses(request(TestPki.body(same), many, ROOT), PathFailure.LIMIT);
  }

  @Test
  void endsAmongManyIssuersOfOneNameAndDifferentKeys() {
    X500Name name = new X500Name("CN=Same");
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      entities.add(new Entity(Suite.P256, name, TestPki.newKey(Suite.P256), new byte[0]));
    }
    List<PathCertificate> all = new ArrayList<>();
    for (Entity subject : entities) {
      for (int i = 0; i < 6; i++) {
        int issuer = (entities.indexOf(subject) + i * 5 + 1) % 30;
        all.add(read(crossed(subject, entities.get(issuer))));
      }
    }
    refuses(request(TestPki.body(entities.getFirst()), all, ROOT), PathFailure.LIMIT);
  }

  @Test
  void endsAmongManyNamesAndConstraints() {
    GeneralSubtree[] excluded = new GeneralSubtree[1_500];
    GeneralName[] names = new GeneralName[1_500];
    for (int i = 0; i < excluded.length; i++) {
      excluded[i] = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "x" + i + ".test"));
      names[i] = new GeneralName(GeneralName.dNSName, "t" + i + ".test");
    }
    Entity root = constrained(new NameConstraints(null, excluded));
    refuses(
        request(named(root, new GeneralNames(names)), List.of(), root), PathFailure.LIMIT);
  }

  @Test
  void acceptsNoCertificateWithAByteChanged() {
    Entity ca = TestPki.ca(ROOT, "CA");
    Entity body = TestPki.body(ca);
    assertThat(new PathValidator().validate(request(body, read(List.of(ca)), ROOT)).valid()).isTrue();
    for (int at = 0; at < ca.der().length; at++) {
      byte[] changed = ca.der().clone();
      changed[at] ^= (byte) (1 << at % 8);
      PathResult result;
      try {
        List<PathCertificate> others = List.of(PathCertificate.read(changed));
        result = new PathValidator().validate(request(body, others, ROOT));
      } catch (MalformedCertificate e) {
        continue;
      }
      assertThat(result.valid()).as("byte %d", at).isFalse();
    }
  }

  private static Entity crossed(Entity subject, Entity issuer) {
    SubjectPublicKeyInfo key = subject.publicKey();
    byte[] der =
        TestPki.issue(
            issuer, subject.name(), key, TestPki.FROM, TestPki.TO, TestPki.ca(key, issuer));
    return new Entity(Suite.P256, subject.name(), subject.key(), der);
  }

  private static Entity constrained(NameConstraints constraints) {
    KeyPair key = TestPki.newKey(Suite.P256);
    X500Name subject = new X500Name("CN=Many");
    Entity self = new Entity(Suite.P256, subject, key, new byte[0]);
    Extensions plain = TestPki.ca(TestPki.publicKey(key), self);
    byte[] der =
        TestPki.issue(
            self,
            subject,
            TestPki.publicKey(key),
            TestPki.FROM,
            TestPki.TO,
            builder -> {
              plain.add(builder);
              builder.addExtension(Extension.nameConstraints, true, constraints);
            });
    return new Entity(Suite.P256, subject, key, der);
  }

  private static Entity named(Entity issuer, GeneralNames names) {
    Extensions plain = TestPki.body(KeyUsage.digitalSignature, issuer);
    return TestPki.body(
        issuer,
        builder -> {
          plain.add(builder);
          builder.addExtension(Extension.subjectAlternativeName, false, names);
        },
        TestPki.FROM,
        TestPki.TO);
  }

  private static PathRequest request(Entity target, List<PathCertificate> others, Entity anchor) {
    return PathRequest.of(read(target), others, List.of(read(anchor)), TestPki.NOW);
  }

  private static void refuses(PathRequest request, PathFailure failure) {
    assertThat(new PathValidator().validate(request))
        .isInstanceOfSatisfying(
            PathResult.Invalid.class,
            invalid -> assertThat(invalid.failure()).as(invalid.detail()).isEqualTo(failure));
  }

  private static List<PathCertificate> read(List<Entity> entities) {
    return entities.stream().map(HostileChainsTest::read).toList();
  }

  private static PathCertificate read(Entity entity) {
    try {
      return PathCertificate.read(entity.der());
    } catch (MalformedCertificate e) {
      throw new IllegalStateException(e);
    }
  }
}
