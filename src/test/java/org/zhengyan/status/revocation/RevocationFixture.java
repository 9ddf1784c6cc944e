package org.zhengyan.status.revocation;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.TestContext;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateFixture;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.Division;

/** The revocation workflow on a real database, without HTTP, with persons to act in it. */
final class RevocationFixture {
  static final Actor CLERK = TestContext.actor("clerk", "p-clerk", Division.NATIONAL);
  static final Actor REVIEWER = TestContext.actor("reviewer", "p-reviewer", Division.NATIONAL);
  static final Actor OTHER_CLIENT_OF_CLERK = TestContext.actor("clerk-2", "p-clerk", Division.NATIONAL);
  static final Actor NANJING = TestContext.actor("nanjing", "p-nanjing", new Division("320100"));
  static final Actor OPERATOR = TestContext.actor("operator", "p-operator", null);

  private final AnnotationConfigApplicationContext context;
  private final TransactionTemplate transactions;
  final CertificateFixture certificates;
  final CertificateStore store;
  final Revocations revocations;
  final CertificateHolds holds;
  final RevocationCodes codes;
  final CompromiseReports reports;
  final ServiceProperties service;
  final SettableClock clock;
  final JdbcClient jdbc;

  RevocationFixture() {
    DataSource database = TestStores.freshDatabase();
    certificates = new CertificateFixture(database);
    store = certificates.store;
    context = new AnnotationConfigApplicationContext();
    context.registerBean(DataSource.class, () -> database);
    context.registerBean(CertificateStore.class, () -> store);
    context.register(Beans.class);
    context.refresh();
    transactions = context.getBean(TransactionTemplate.class);
    revocations = context.getBean(Revocations.class);
    holds = context.getBean(CertificateHolds.class);
    codes = context.getBean(RevocationCodes.class);
    reports = context.getBean(CompromiseReports.class);
    service = context.getBean(ServiceProperties.class);
    clock = context.getBean(SettableClock.class);
    jdbc = context.getBean(JdbcClient.class);
  }

  IssuedCertificate issue() {
    return certificates.issue(CaId.ORGAN_P256, 0);
  }

  /** A certificate over this key, signed by itself: here only its key matters. */
  IssuedCertificate issue(KeyPair key) {
    try {
      SerialNumber serial = SerialNumber.random(new SecureRandom());
      X500Name name = new X500Name("CN=test");
      Date now = new Date();
      byte[] der =
          new JcaX509v3CertificateBuilder(name, serial.value(), now, now, name, key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded();
      IssuedCertificate reservation =
          CertificateFixture.reservation(serial, CaId.ORGAN_P256, 0);
      act(
          () -> {
            store.reserve(reservation, CertificateFixture.tbsDigest(der));
            return store.complete(serial, der);
          });
      return find(serial);
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  IssuedCertificate find(SerialNumber serial) {
    return store.find(serial).orElseThrow();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Runs an act as a request does: in one transaction. */
  <T> T act(Supplier<T> act) {
    return Objects.requireNonNull(transactions.execute(status -> act.get()));
  }

  Revocation submit(Actor actor, SerialNumber serial, String reason) {
    return act(() -> revocations.submit(actor, serial.hex(), reason));
  }

  Revocation submitRelease(Actor actor, SerialNumber serial) {
    return act(() -> revocations.submitRelease(actor, serial.hex()));
  }

  Revocation approve(Actor actor, Revocation revocation) {
    return act(() -> revocations.approve(actor, revocation.id(), revocation.digest()));
  }

  Revocation refuse(Actor actor, Revocation revocation) {
    return act(() -> revocations.refuse(actor, revocation.id(), "not needed"));
  }

  /** Puts a certificate on an approved hold. */
  void hold(SerialNumber serial) {
    approve(REVIEWER, submit(CLERK, serial, "certificateHold"));
  }

  List<String> events(SerialNumber serial) {
    return TestContext.events(jdbc, serial.hex());
  }

  void publish(Object event) {
    context.publishEvent(event);
  }

  /** The system's time, moved on as a test wants. */
  static final class SettableClock extends Clock {
    private volatile Duration moved = Duration.ZERO;

    void move(Duration by) {
      moved = moved.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(moved);
    }
  }

  /** No configuration by annotation, so that no scan for components finds it. */
  @Import({
    TestContext.Beans.class,
    CertificateHolds.class,
    CertificateReader.class,
    CertificateRetirement.class,
    CertificateRetirementPlans.class,
    CertificateRetirementSweeper.class,
    CompromiseReports.class,
    RevocationCodes.class,
    RevocationStore.class,
    Revocations.class,
    StatusEvents.class
  })
  static class Beans {
    @Bean
    SettableClock clock() {
      return new SettableClock();
    }

    @Bean
    KeyVault keys() {
      return KeyVault.ofDirectory(java.nio.file.Path.of("keys-dev"), "zhengyan-dev".toCharArray());
    }
  }
}
