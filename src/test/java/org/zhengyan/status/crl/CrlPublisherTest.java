package org.zhengyan.status.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.sql.DataSource;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.status.StatusNode;
import org.zhengyan.status.StatusProperties;
import org.zhengyan.x509.issuing.CrlShard;

class CrlPublisherTest {
  private static final KeyVault KEYS =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());
  private static final int ALL = CaId.values().length * CrlShard.DEFAULT_COUNT;
  private static final CrlShardId SHARD = new CrlShardId(CaId.ORGAN_P256, 3);

  @TempDir Path directory;
  private DataSource database;
  private StatusNode node;
  private CrlStore store;
  private CrlPublisher publisher;

  @BeforeEach
  void open() {
    database = TestStores.freshDatabase();
    node = StatusNode.start(database, directory.resolve("journal"));
    store = new CrlStore(new JdbcTemplate(database), JdbcClient.create(database));
    publisher = publisher(Duration.ofMinutes(5));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private CrlPublisher publisher(Duration interval) {
    return new CrlPublisher(
        store,
        node.crlNumbers(),
        node.status(),
        KEYS,
        new ServiceProperties(
            URI.create("http://localhost:8080"), null, directory, ServiceEnvironment.DEV),
        new StatusProperties(
            Duration.ofMillis(150), Duration.ofDays(30), interval, Duration.ofHours(1)),
        new JdbcTransactionManager(database));
  }

  private X509CRLHolder crl(CrlShardId id) throws Exception {
    return new X509CRLHolder(store.find(id).orElseThrow().der());
  }

  private SerialNumber issue() {
    return node.certificates().issue(SHARD.ca(), SHARD.shard()).serial();
  }

  private static BigInteger number(X509CRLHolder crl) {
    return ASN1Integer.getInstance(crl.getExtension(Extension.cRLNumber).getParsedValue()).getValue();
  }

  private void ended(SerialNumber serial, String before) {
    // A certificate's end does not change: the trigger that says so is set aside to let time pass.
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.execute("ALTER TABLE certificate DISABLE TRIGGER certificate_state");
    jdbc.update(
        "UPDATE certificate SET not_after = clock_timestamp() - ?::interval WHERE serial = ?",
        before,
        serial.value().toByteArray());
    jdbc.execute("ALTER TABLE certificate ENABLE TRIGGER certificate_state");
  }

  @ParameterizedTest
  @EnumSource(CaId.class)
  void publishesEmptyOnesForEveryShardSignedByTheirCa(CaId ca) throws Exception {
    assertThat(publisher.publish()).isEqualTo(ALL);
    for (int shard = 0; shard < CrlShard.DEFAULT_COUNT; shard++) {
      X509CRLHolder crl = crl(new CrlShardId(ca, shard));
      var issuer = KEYS.load("ca-" + ca.wire()).certificate();
      assertThat(crl.getRevokedCertificates()).isEmpty();
      assertThat(crl.getIssuer()).isEqualTo(issuer.getSubject());
      assertThat(
              VerificationKey.of(issuer.getSubjectPublicKeyInfo())
                  .verify(
                      crl.toASN1Structure().getTBSCertList().getEncoded(),
                      crl.toASN1Structure().getSignature().getOctets()))
          .isTrue();
      Extension extension = crl.getExtension(Extension.issuingDistributionPoint);
      assertThat(extension.isCritical()).isTrue();
      IssuingDistributionPoint point = IssuingDistributionPoint.getInstance(extension.getParsedValue());
      assertThat(point.onlyContainsUserCerts()).isTrue();
      assertThat(point.isIndirectCRL()).isFalse();
      assertThat(
              GeneralNames.getInstance(point.getDistributionPoint().getName())
                  .getNames()[0].getName().toString())
          .isEqualTo("http://localhost:8080/crl/" + ca.wire() + "/" + shard + ".crl");
      assertThat(crl.getExtension(Extension.authorityKeyIdentifier).isCritical()).isFalse();
    }
  }

  @Test
  void listsWhatIsRefusedOnItsShardAlone() throws Exception {
    SerialNumber good = issue();
    SerialNumber revoked = issue();
    SerialNumber suspended = issue();
    SerialNumber unspecified = issue();
    Instant invalid = Instant.parse("2026-01-02T03:04:05Z");
    node.certificates()
        .transactions
        .executeWithoutResult(
            s -> node.certificates().store.revoke(revoked, RevocationReason.KEY_COMPROMISE, invalid));
    node.certificates().suspend(suspended);
    node.certificates().revoke(unspecified, RevocationReason.UNSPECIFIED);
    node.certificates()
        .revoke(node.certificates().issue(SHARD.ca(), 4).serial(), RevocationReason.SUPERSEDED);
    publisher.publish();
    X509CRLHolder crl = crl(SHARD);
    assertThat(crl.getRevokedCertificates()).hasSize(3);
    assertThat(crl.getRevokedCertificate(good.value())).isNull();
    X509CRLEntryHolder entry = crl.getRevokedCertificate(revoked.value());
    assertThat(entry.getRevocationDate().toInstant())
        .isEqualTo(
            node.certificates().store.find(revoked).orElseThrow().revokedAt()
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    assertThat(entry.getExtension(Extension.reasonCode).getExtnValue().getOctets())
        .containsExactly(0x0a, 1, 1);
    assertThat(entry.getExtension(Extension.invalidityDate).getExtnValue().getOctets())
        .endsWith("20260102030405Z".getBytes(StandardCharsets.US_ASCII));
    assertThat(
            crl.getRevokedCertificate(suspended.value())
                .getExtension(Extension.reasonCode).getExtnValue().getOctets())
        .containsExactly(0x0a, 1, 6);
    assertThat(crl.getRevokedCertificate(unspecified.value()).hasExtensions()).isFalse();
  }

  @Test
  void makesNewOneOnlyWhenItWouldTellMore() throws Exception {
    SerialNumber serial = issue();
    assertThat(publisher.publish()).isEqualTo(ALL);
    assertThat(publisher.publish()).isZero();
    issue();
    assertThat(publisher.publish()).isZero();
    BigInteger first = number(crl(SHARD));
    node.certificates().suspend(serial);
    assertThat(publisher.publish()).isEqualTo(1);
    assertThat(crl(SHARD).getRevokedCertificate(serial.value())).isNotNull();
    node.certificates().release(serial);
    assertThat(publisher.publish()).isEqualTo(1);
    assertThat(crl(SHARD).getRevokedCertificate(serial.value())).isNull();
    assertThat(number(crl(SHARD))).isGreaterThan(first);
    assertThat(publisher.publish()).isZero();
    assertThat(publisher(Duration.ZERO).publish()).isEqualTo(ALL);
  }

  @Test
  void listsReservationOnceItIsOld() throws Exception {
    SerialNumber reserved = node.certificates().reserve(SHARD.ca(), SHARD.shard());
    publisher.publish();
    assertThat(crl(SHARD).getRevokedCertificates()).isEmpty();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.update("UPDATE certificate SET reserved_at = reserved_at - interval '61 seconds'");
    jdbc.update("UPDATE crl SET this_update = this_update - interval '61 seconds'");
    assertThat(publisher.publish()).isEqualTo(1);
    assertThat(crl(SHARD).getRevokedCertificate(reserved.value())).isNotNull();
    assertThat(publisher.publish()).isZero();
    node.certificates().complete(reserved);
    assertThat(publisher.publish()).isEqualTo(1);
    assertThat(crl(SHARD).getRevokedCertificates()).isEmpty();
  }

  @Test
  void listsExpiredOneOnceMore() throws Exception {
    SerialNumber serial = issue();
    node.certificates().revoke(serial, RevocationReason.SUPERSEDED);
    publisher.publish();
    ended(serial, "0 seconds");
    CrlPublisher always = publisher(Duration.ZERO);
    always.publish();
    assertThat(crl(SHARD).getRevokedCertificate(serial.value())).isNotNull();
    ended(serial, "10 seconds");
    always.publish();
    assertThat(crl(SHARD).getRevokedCertificate(serial.value())).isNull();
  }

  @Test
  void numbersGrowAcrossRestoredDatabase() throws Exception {
    publisher.publish();
    BigInteger before = number(crl(SHARD));
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.update("DELETE FROM crl");
    publisher.publish();
    assertThat(number(crl(SHARD))).isGreaterThan(before);
    jdbc.update("UPDATE crl SET number = 9223372036854775800, der = NULL");
    publisher.publish();
    assertThat(number(crl(SHARD))).isEqualTo(new BigInteger("9223372036854775801"));
  }

  @Test
  void oneOfTwoNodesMakesThem() throws Exception {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(" + 0x5A5943524CL + ")");
      assertThat(publisher.publish()).isZero();
      connection.rollback();
    }
    assertThat(publisher.publish()).isEqualTo(ALL);
  }

  @Test
  void servesLatestUntilItsEnd() throws Exception {
    publisher.publish();
    CrlShelf shelf = new CrlShelf(store, node.crlNumbers(), Clock.systemUTC());
    assertThat(shelf.find(SHARD).orElseThrow().number()).isEqualTo(number(crl(SHARD)).longValue());
    assertThat(shelf.find(new CrlShardId(SHARD.ca(), 999))).isEmpty();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61));
    assertThat(new CrlShelf(store, node.crlNumbers(), later).find(SHARD)).isEmpty();
  }

  @Test
  void opensslReadsAndVerifies() throws Exception {
    SerialNumber serial = issue();
    node.certificates().revoke(serial, RevocationReason.CESSATION_OF_OPERATION);
    publisher.publish();
    Path file = Files.write(directory.resolve("shard.crl"), store.find(SHARD).orElseThrow().der());
    Path issuer =
        Files.write(
            directory.resolve("issuer.cer"), KEYS.load("ca-organ-p256").certificate().getEncoded());
    Path pem = directory.resolve("issuer.pem");
    run("openssl", "x509", "-inform", "DER", "-in", issuer.toString(), "-out", pem.toString());
    String output =
        run("openssl", "crl", "-inform", "DER", "-in", file.toString(), "-CAfile", pem.toString(), "-text");
    assertThat(output)
        .contains("verify OK")
        .contains("Issuing Distribution Point: critical")
        .contains("Only User Certificates")
        .contains("Cessation Of Operation")
        .containsIgnoringCase(serial.hex());
  }

  @Test
  void writesManyEntriesThatReadBack() throws Exception {
    CrlBuilder builder = new CrlBuilder(KEYS.load("ca-organ-sm2"), "http://localhost/crl/organ-sm2/0.crl", 1);
    Instant at = Instant.parse("2050-01-01T00:00:00Z");
    for (int i = 1; i <= 100_000; i++) {
      builder.add(
          BigInteger.TWO.pow(126).add(BigInteger.valueOf(i)),
          RevocationReason.values()[i % 8],
          i % 2 == 0 ? at : at.minusSeconds(1),
          null);
    }
    X509CRLHolder crl = new X509CRLHolder(builder.sign(at, at.plusSeconds(60)));
    assertThat(crl.getRevokedCertificates()).hasSize(100_000);
    assertThat(crl.getThisUpdate().toInstant()).isEqualTo(at);
  }

  @Test
  void publishesNothingWhileStatusesAreNotKnownWell() throws Exception {
    try (var blocker = database.getConnection();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("SELECT * FROM status_heartbeat FOR UPDATE");
      await().until(() -> node.status().unavailableBecause() != null);
      assertThat(publisher.publish()).isZero();
      blocker.rollback();
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Arrays.toString(command) + output).isZero();
    return output;
  }
}
