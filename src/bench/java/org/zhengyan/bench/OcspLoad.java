package org.zhengyan.bench;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** OCSP with a full index: signed answers by POST with a nonce, and GETs with and without repetition. */
final class OcspLoad {
  private static final byte[] NOTHING = new byte[0];

  private final LoadDriver driver;
  private final KeptConnections connections;
  private final int certificates;
  private final AtomicLong later = new AtomicLong();

  OcspLoad(LoadDriver driver, int certificates) {
    this.driver = driver;
    this.connections = new KeptConnections(driver.server().base());
    this.certificates = certificates;
  }

  /** Writes rows of good certificates straight into the table, as a large authority would have them. */
  static void fill(String jdbcUrl, int certificates) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into certificate (serial, ca, shard, uscc, division, registry_version, certified_name,"
                    + " not_before, not_after, der, state, reserved_at)"
                    + " select decode('4' || substr(md5(? || ':' || i), 2), 'hex'), ?, i % 16,"
                    + " '12320100000000000X', '320100', 1, '压测', now(), now() + interval '1 year', 'x', 'good', now()"
                    + " from generate_series(1, ?) i")) {
      for (String ca : new String[] {"institution-p256", "institution-sm2"}) {
        insert.setString(1, ca);
        insert.setString(2, ca);
        insert.setInt(3, certificates / 2);
        insert.executeUpdate();
      }
      // What was just filled in must not be written to disk while answers are measured.
      connection.createStatement().execute("checkpoint");
    }
  }

  void run() throws Exception {
    for (String suite : new String[] {"p256", "sm2"}) {
      String ca = "institution-" + suite;
      X509CertificateHolder certificate =
          new X509CertificateHolder(connections.send("GET", "/ca/" + ca + ".cer", "", NOTHING).body());
      CertID issuer =
          new CertificateID(
                  new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                  certificate,
                  BigInteger.ONE)
              .toASN1Primitive();
      driver.measure("OCSP POST nonce " + suite, () -> post(request(issuer, serial(ca), true)));
      driver.measure("OCSP GET distinct " + suite, () -> check(get(path(request(issuer, serial(ca), false)))));
      String one = path(request(issuer, serial(ca), false));
      AtomicReference<byte[]> seen = new AtomicReference<>(NOTHING);
      driver.measure("OCSP GET repeated " + suite, () -> repeat(one, seen));
      if (later.get() > 0) {
        System.out.printf("tryLater so far: %,d answers, the node's knowledge was older than it may be%n", later.get());
      }
    }
  }

  private BigInteger serial(String ca) throws Exception {
    int i = 1 + ThreadLocalRandom.current().nextInt(certificates / 2);
    byte[] md5 = MessageDigest.getInstance("MD5").digest((ca + ":" + i).getBytes(StandardCharsets.US_ASCII));
    return new BigInteger("4" + HexFormat.of().formatHex(md5).substring(1), 16);
  }

  private static byte[] request(CertID issuer, BigInteger serial, boolean nonce) throws Exception {
    CertID asked =
        new CertID(
            issuer.getHashAlgorithm(),
            issuer.getIssuerNameHash(),
            issuer.getIssuerKeyHash(),
            new ASN1Integer(serial));
    OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(new CertificateID(asked));
    if (nonce) {
      byte[] octets = new byte[32];
      new SecureRandom().nextBytes(octets);
      builder.setRequestExtensions(
          new Extensions(
              new Extension(
                  OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(octets).getEncoded())));
    }
    return builder.build().getEncoded();
  }

  private void post(byte[] request) throws Exception {
    check(connections.send("POST", "/ocsp", "Content-Type: application/ocsp-request\r\n", request));
  }

  private KeptConnections.Answer get(String path) throws Exception {
    return connections.send("GET", path, "", NOTHING);
  }

  /** The same question again: what is answered is read when it is another answer than the last. */
  private void repeat(String path, AtomicReference<byte[]> seen) throws Exception {
    KeptConnections.Answer answered = get(path);
    if (!Arrays.equals(answered.body(), seen.get()) && check(answered)) {
      seen.set(answered.body());
    }
  }

  private static String path(byte[] request) {
    return "/ocsp/" + URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.US_ASCII);
  }

  /** Whether it says good; false for a node that asks to come later. */
  private boolean check(KeptConnections.Answer answered) throws Exception {
    OCSPResp read = new OCSPResp(answered.body());
    if (read.getStatus() == OCSPResp.TRY_LATER) {
      later.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(50);
      return false;
    }
    BasicOCSPResp answer = (BasicOCSPResp) read.getResponseObject();
    if (answered.status() != 200 || answer == null) {
      throw new IllegalStateException(
          "OCSP answered " + answered.status() + ", responseStatus " + read.getStatus());
    }
    if (answer.getResponses()[0].getCertStatus() != null) {
      throw new IllegalStateException("OCSP says " + answer.getResponses()[0].getCertStatus() + ", not good");
    }
    return true;
  }
}
