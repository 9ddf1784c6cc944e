package org.zhengyan.certificate;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.sql.DataSource;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/** A certificate store on a real database, with a journal in memory, and certificates to put in it. */
public final class CertificateFixture {
  public static final Uscc BODY = new Uscc("11100000000013338W");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final X509CertificateHolder TEMPLATE = template();

  public final DataSource database;
  public final JdbcClient jdbc;
  public final TransactionTemplate transactions;
  public final CertificateStore store;
  public final List<StatusChange> journal = java.util.Collections.synchronizedList(new ArrayList<>());
  public final List<byte[]> keys = java.util.Collections.synchronizedList(new ArrayList<>());

  public CertificateFixture(DataSource database) {
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    this.store =
        new CertificateStore(
            jdbc,
            new StatusJournal() {
              @Override
              public void requireWritable() {}

              @Override
              public void keep(List<StatusChange> changes, List<byte[]> claimed) {
                journal.addAll(changes);
                keys.addAll(claimed);
              }
            },
            event -> {});
  }

  public CertificateFixture(DataSource database, StatusJournal journal) {
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    this.store = new CertificateStore(jdbc, journal, event -> {});
  }

  /** Reserves and completes a certificate of that CA; its content is of no further meaning. */
  public IssuedCertificate issue(CaId ca, int shard) {
    SerialNumber serial = reserve(ca, shard);
    complete(serial);
    return store.find(serial).orElseThrow();
  }

  public SerialNumber reserve(CaId ca, int shard) {
    SerialNumber serial = SerialNumber.random(RANDOM);
    IssuedCertificate reserved = reservation(serial, ca, shard);
    transactions.executeWithoutResult(status -> store.reserve(reserved, tbsDigest(der(serial))));
    return serial;
  }

  public boolean complete(SerialNumber serial) {
    return Boolean.TRUE.equals(transactions.execute(status -> store.complete(serial, der(serial))));
  }

  public boolean claim(byte[] key) {
    return Boolean.TRUE.equals(transactions.execute(status -> store.claimKey(key)));
  }

  public boolean suspend(SerialNumber serial) {
    return Boolean.TRUE.equals(transactions.execute(status -> store.suspend(serial)));
  }

  public boolean release(SerialNumber serial) {
    return Boolean.TRUE.equals(transactions.execute(status -> store.release(serial)));
  }

  public boolean revoke(SerialNumber serial, RevocationReason reason) {
    return Boolean.TRUE.equals(transactions.execute(status -> store.revoke(serial, reason, null)));
  }

  public static IssuedCertificate reservation(SerialNumber serial, CaId ca, int shard) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new IssuedCertificate(
        serial, ca, shard, BODY, Division.NATIONAL, 1, "某机关", null,
        now, now.plus(365, ChronoUnit.DAYS),
        null, CertificateState.RESERVED, null, null, null, null);
  }

  /** A well-formed certificate with that serial number under a key that nobody keeps. */
  public static byte[] der(SerialNumber serial) {
    try {
      var structure = TEMPLATE.toASN1Structure();
      var tbs = new org.bouncycastle.asn1.x509.V3TBSCertificateGenerator();
      tbs.setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(serial.value()));
      tbs.setSignature(structure.getSignatureAlgorithm());
      tbs.setIssuer(structure.getIssuer());
      tbs.setSubject(structure.getSubject());
      tbs.setStartDate(structure.getStartDate());
      tbs.setEndDate(structure.getEndDate());
      tbs.setSubjectPublicKeyInfo(structure.getSubjectPublicKeyInfo());
      return new org.bouncycastle.asn1.DERSequence(
              new org.bouncycastle.asn1.ASN1Encodable[] {
                tbs.generateTBSCertificate(), structure.getSignatureAlgorithm(), structure.getSignature()
              })
          .getEncoded();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] tbsDigest(byte[] der) {
    try {
      byte[] tbs = new X509CertificateHolder(der).toASN1Structure().getTBSCertificate().getEncoded();
      return MessageDigest.getInstance("SHA-256").digest(tbs);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509CertificateHolder template() {
    try {
      var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
      X500Name name = new X500Name("CN=test");
      Date now = new Date();
      return new JcaX509v3CertificateBuilder(name, BigInteger.ONE, now, now, name, pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
