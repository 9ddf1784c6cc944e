package org.zhengyan.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zhengyan.status.CertificateStatus.Value.GOOD;
import static org.zhengyan.status.CertificateStatus.Value.REVOKED;
import static org.zhengyan.status.CertificateStatus.Value.SUSPENDED;
import static org.zhengyan.status.CertificateStatus.Value.UNKNOWN;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.zhengyan.ForgedCertificate;
import org.zhengyan.TestHolder;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.LeafCertificate;
import org.zhengyan.x509.MalformedCertificate;
import org.zhengyan.x509.TestPki;

/** A certificate is worth what the issued one is worth if it is that one, octet by octet. */
class PresentedCertificatesTest {
  private static final CaId CA = CaId.ORGAN_P256;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final KeyVault VAULT = KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());

  @TempDir private Path directory;
  private final Severable database = new Severable(TestStores.freshDatabase());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TestNode node;
  private PresentedCertificates presented;
  private SerialNumber serial;
  private byte[] issued;

  @BeforeEach
  void issue() {
    node = new TestNode(TestStores.freshDatabase(), directory.resolve("journal"));
    presented = on(node.certificates.database);
    serial = SerialNumber.random(RANDOM);
    issued = made(serial);
    reserve(serial, issued);
    assertThat(complete(serial, issued)).isTrue();
    awaitKnown(serial, GOOD);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void saysTheStatusOfTheIssuedOne() throws Exception {
    assertThat(status(issued)).isEqualTo(GOOD);
    assertForged(0, 0);
  }

  @Test
  void doesNotKnowAForgedOneUnderAGoodNumber() throws Exception {
    byte[] forged = ForgedCertificate.twin(VAULT, issued, TestHolder.withKey("p256"), null);
    assertThat(status(forged)).isEqualTo(UNKNOWN);
    assertForged(1, 0);
    assertThat(status(issued)).as("the issued one").isEqualTo(GOOD);
    assertThat(status(forged)).as("and not it after that").isEqualTo(UNKNOWN);
    assertForged(2, 0);
  }

  @Test
  void doesNotKnowAForgedOneUnderARevokedNumber() throws Exception {
    node.certificates.revoke(serial, RevocationReason.KEY_COMPROMISE);
    awaitKnown(serial, REVOKED);
    assertThat(status(ForgedCertificate.twin(VAULT, issued, TestHolder.withKey("p256"), null))).isEqualTo(UNKNOWN);
    assertThat(status(issued)).isEqualTo(REVOKED);
  }

  @Test
  void doesNotKnowAForgedOneUnderANumberOfItsOwn() throws Exception {
    BigInteger other = SerialNumber.random(RANDOM).value();
    assertThat(status(ForgedCertificate.twin(VAULT, issued, TestHolder.withKey("p256"), other))).isEqualTo(UNKNOWN);
    assertForged(0, 1);
  }

  /** It takes no key to make such a copy: refused, and no alarm. */
  @Test
  void doesNotKnowTheIssuedOneWithItsSignatureTurned() throws Exception {
    byte[] turned = ForgedCertificate.resigned(issued);
    assertThat(turned).isNotEqualTo(issued);
    assertThat(status(turned)).isEqualTo(UNKNOWN);
    assertForged(0, 0);
  }

  @Test
  void holdsAnIntentBackUntilItsCertificateIsRecorded() throws Exception {
    SerialNumber intended = SerialNumber.random(RANDOM);
    byte[] certificate = made(intended);
    reserve(intended, certificate);
    awaitKnown(intended, SUSPENDED);
    assertThat(status(certificate)).isEqualTo(SUSPENDED);
    assertForged(0, 0);
    complete(intended, certificate);
    awaitKnown(intended, GOOD);
    assertThat(status(certificate)).isEqualTo(GOOD);
  }

  @Test
  void remembersThatItWasIssuedAndNotHowItStands() throws Exception {
    PresentedCertificates severable = on(database);
    database.behind = node.certificates.database;
    assertThat(statusBy(severable, issued)).isEqualTo(GOOD);
    database.behind = null;
    assertThat(statusBy(severable, issued)).as("asked of the database once").isEqualTo(GOOD);
    node.certificates.revoke(serial, RevocationReason.SUPERSEDED);
    awaitKnown(serial, REVOKED);
    assertThat(statusBy(severable, issued)).isEqualTo(REVOKED);
  }

  @Test
  void saysNothingWithoutTheDatabase() {
    PresentedCertificates severable = on(database);
    database.behind = null;
    assertUnavailable(severable, issued);
    assertUnavailable(severable, ForgedCertificate.twin(VAULT, issued, TestHolder.withKey("p256"), null));
    assertForged(0, 0);
  }

  /** What this node has seen, the database no longer has: it went back, and the feed is about to notice. */
  @Test
  void saysNothingOnceTheDatabaseHasLostTheCertificate() {
    database.behind = TestStores.freshDatabase();
    assertUnavailable(on(database), issued);
    assertForged(0, 0);
  }

  private static void assertUnavailable(PresentedCertificates of, byte[] der) {
    assertThatThrownBy(() -> statusBy(of, der))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem()).isEqualTo(Problem.UNAVAILABLE));
  }

  private void assertForged(int taken, int unknown) {
    assertThat(meters.get("zhengyan.certificates.forged").tag("number", "taken").counter().count()).isEqualTo(taken);
    assertThat(meters.get("zhengyan.certificates.forged").tag("number", "unknown").counter().count())
        .isEqualTo(unknown);
  }

  private PresentedCertificates on(DataSource asked) {
    return new PresentedCertificates(node.status, new CertificateFixture(asked).store, meters);
  }

  private CertificateStatus.Value status(byte[] der) throws MalformedCertificate {
    return statusBy(presented, der);
  }

  private static CertificateStatus.Value statusBy(PresentedCertificates of, byte[] der) throws MalformedCertificate {
    return of.status(CA, LeafCertificate.ofDer(der)).value();
  }

  private void awaitKnown(SerialNumber number, CertificateStatus.Value value) {
    Awaitility.await().until(() -> node.status.find(number).value() == value);
  }

  private void reserve(SerialNumber number, byte[] der) {
    CertificateStore store = node.certificates.store;
    node.certificates.transactions.executeWithoutResult(
        tx -> store.reserve(CertificateFixture.reservation(number, CA, 0), CertificateFixture.tbsDigest(der)));
  }

  private boolean complete(SerialNumber number, byte[] der) {
    CertificateStore store = node.certificates.store;
    return Boolean.TRUE.equals(node.certificates.transactions.execute(tx -> store.complete(number, der)));
  }

  /** By the issuing key, as every certificate. */
  private static byte[] made(SerialNumber number) {
    byte[] form = TestPki.body(TestPki.root(Suite.P256, "Form")).der();
    return ForgedCertificate.ofForm(VAULT, CA, form, TestHolder.withKey("p256"), number.value());
  }

  /** A database that is there, is another one, or is gone. */
  private static final class Severable extends AbstractDataSource {
    private volatile @Nullable DataSource behind;

    private Severable(DataSource behind) {
      this.behind = behind;
    }

    @Override
    public Connection getConnection() throws SQLException {
      DataSource there = behind;
      if (there == null) {
        throw new SQLException("gone", "08006");
      }
      return there.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }
}
