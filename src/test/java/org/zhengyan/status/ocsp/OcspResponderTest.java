package org.zhengyan.status.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.TestStores;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.InvalidKey;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.status.StatusNode;

class OcspResponderTest {
  private static final KeyVault KEYS =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());
  private static final BigInteger NEVER_ISSUED = SerialNumber.random(new SecureRandom()).value();

  @TempDir static Path directory;
  private static StatusNode node;
  private static DataSource database;
  private static OcspResponder responder;

  @BeforeAll
  static void open() {
    database = TestStores.freshDatabase();
    node = StatusNode.start(database, directory.resolve("journal"));
    responder = new OcspResponder(node.status(), KEYS, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static X509CertificateHolder issuer(CaId ca) {
    return KEYS.load("ca-" + ca.wire()).certificate();
  }

  private static CertificateID id(CaId ca, OcspRequest.Hash hash, BigInteger serial) {
    return CertIds.of(issuer(ca), hash, serial);
  }

  private static byte[] request(CertificateID... ids) throws Exception {
    return request(null, ids);
  }

  private static byte[] request(Extension nonce, CertificateID... ids) throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    for (CertificateID id : ids) {
      builder.addRequest(id);
    }
    if (nonce != null) {
      builder.setRequestExtensions(new Extensions(nonce));
    }
    return builder.build().getEncoded();
  }

  private static Extension nonce(byte[] octets) throws IOException {
    return new Extension(
        OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(octets).getEncoded());
  }

  /** The signed answer, after everything that a careful client checks. */
  private static BasicOCSPResp ask(CaId ca, byte[] request) throws Exception {
    OCSPResp response = new OCSPResp(responder.answer(request).der());
    assertThat(response.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
    BasicOCSPResp basic = (BasicOCSPResp) response.getResponseObject();
    X509CertificateHolder signer = basic.getCerts()[0];
    assertThat(basic.getCerts()).hasSize(1);
    assertSigned(signer, issuer(ca));
    assertThat(
            VerificationKey.of(signer.getSubjectPublicKeyInfo())
                .verify(basic.getTBSResponseData(), basic.getSignature()))
        .isTrue();
    assertThat(basic.getResponderId().toASN1Primitive().getName()).isNull();
    Instant producedAt = basic.getProducedAt().toInstant();
    for (SingleResp single : basic.getResponses()) {
      Instant thisUpdate = single.getThisUpdate().toInstant();
      assertThat(producedAt).isAfterOrEqualTo(thisUpdate);
      assertThat(Duration.between(thisUpdate, single.getNextUpdate().toInstant()))
          .isEqualTo(Duration.ofMinutes(10));
    }
    return basic;
  }

  private static void assertSigned(X509CertificateHolder certificate, X509CertificateHolder issuer)
      throws InvalidKey, IOException {
    assertThat(
            VerificationKey.of(issuer.getSubjectPublicKeyInfo())
                .verify(
                    certificate.toASN1Structure().getTBSCertificate().getEncoded(),
                    certificate.getSignature()))
        .isTrue();
  }

  private static int error(byte[] request) throws IOException {
    OcspAnswer answer = responder.answer(request);
    assertThat(answer.tag()).isNull();
    return new OCSPResp(answer.der()).getStatus();
  }

  @ParameterizedTest
  @EnumSource(CaId.class)
  void answersByEveryHashForEveryCa(CaId ca) throws Exception {
    BigInteger serial = node.certificates().issue(ca, 0).serial().value();
    for (OcspRequest.Hash hash : OcspRequest.Hash.values()) {
      CertificateID id = id(ca, hash, serial);
      SingleResp single = ask(ca, request(id)).getResponses()[0];
      assertThat(single.getCertStatus()).isEqualTo(CertificateStatus.GOOD);
      assertThat(single.getCertID()).isEqualTo(id);
      assertThat(single.getCertID().toASN1Primitive().getEncoded())
          .isEqualTo(id.toASN1Primitive().getEncoded());
    }
  }

  @ParameterizedTest
  @EnumSource(RevocationReason.class)
  void tellsReasonAndTimeOfRevocation(RevocationReason reason) throws Exception {
    SerialNumber serial = node.certificates().issue(CaId.ORGAN_SM2, 0).serial();
    if (reason == RevocationReason.CERTIFICATE_HOLD) {
      node.certificates().suspend(serial);
    } else {
      node.certificates().revoke(serial, reason);
    }
    Instant since =
        Objects.requireNonNull(node.certificates().store.find(serial).orElseThrow().revokedAt());
    SingleResp single =
        ask(CaId.ORGAN_SM2, request(id(CaId.ORGAN_SM2, OcspRequest.Hash.SM3, serial.value())))
            .getResponses()[0];
    RevokedStatus revoked = (RevokedStatus) single.getCertStatus();
    assertThat(revoked.getRevocationTime().toInstant().getEpochSecond())
        .isEqualTo(since.getEpochSecond());
    assertThat(revoked.hasRevocationReason()).isEqualTo(reason != RevocationReason.UNSPECIFIED);
    if (revoked.hasRevocationReason()) {
      assertThat(revoked.getRevocationReason()).isEqualTo(reason.number());
    }
  }

  @Test
  void holdsReservedSerial() throws Exception {
    BigInteger serial = node.certificates().reserve(CaId.ORGAN_P256, 0).value();
    await()
        .until(
            () ->
                ask(CaId.ORGAN_P256, request(id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, serial)))
                    .getResponses()[0]
                    .getCertStatus()
                instanceof RevokedStatus held && held.getRevocationReason() == 6);
  }

  @Test
  void knowsNothingOfSerialThatWasNeverIssued() throws Exception {
    BigInteger issued = node.certificates().issue(CaId.ORGAN_P256, 0).serial().value();
    List<BigInteger> unknown =
        List.of(NEVER_ISSUED, BigInteger.ONE, issued.negate(), BigInteger.TWO.pow(158), issued.shiftLeft(8));
    for (BigInteger serial : unknown) {
      SingleResp single =
          ask(CaId.ORGAN_P256, request(id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, serial)))
              .getResponses()[0];
      assertThat(single.getCertStatus()).isInstanceOf(UnknownStatus.class);
    }
  }

  @Test
  void knowsNothingOfSerialOfAnotherCa() throws Exception {
    BigInteger issued = node.certificates().issue(CaId.ORGAN_P256, 0).serial().value();
    SingleResp single =
        ask(CaId.INSTITUTION_P256, request(id(CaId.INSTITUTION_P256, OcspRequest.Hash.SHA1, issued)))
            .getResponses()[0];
    assertThat(single.getCertStatus()).isInstanceOf(UnknownStatus.class);
  }

  @Test
  void answersSeveralInTheirOrder() throws Exception {
    List<CertificateID> ids = new ArrayList<>();
    for (int i = 0; i < OcspRequestReader.MAX_CERT_IDS; i++) {
      SerialNumber serial = node.certificates().issue(CaId.ORGAN_P256, 0).serial();
      if (i % 2 == 1) {
        node.certificates().revoke(serial, RevocationReason.SUPERSEDED);
      }
      ids.add(id(CaId.ORGAN_P256, OcspRequest.Hash.SHA256, serial.value()));
    }
    SingleResp[] singles =
        ask(CaId.ORGAN_P256, request(ids.toArray(CertificateID[]::new))).getResponses();
    assertThat(singles).hasSize(ids.size());
    for (int i = 0; i < singles.length; i++) {
      assertThat(singles[i].getCertID()).isEqualTo(ids.get(i));
      assertThat(singles[i].getCertStatus() == CertificateStatus.GOOD).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void refusesMoreThanItsBound() throws Exception {
    CertificateID[] ids = new CertificateID[OcspRequestReader.MAX_CERT_IDS + 1];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, BigInteger.valueOf(i + 1));
    }
    assertThat(error(request(ids))).isEqualTo(OCSPResp.MALFORMED_REQUEST);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(ints = {1, 16, 32, 127, 128})
  void repeatsNonce(int octets) throws Exception {
    byte[] nonce = new SecureRandom().generateSeed(octets);
    byte[] request =
        request(nonce(nonce), id(CaId.ORGAN_SM2, OcspRequest.Hash.SM3, NEVER_ISSUED));
    BasicOCSPResp basic = ask(CaId.ORGAN_SM2, request);
    Extension extension = basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    assertThat(DEROctetString.getInstance(extension.getParsedValue()).getOctets()).isEqualTo(nonce);
    assertThat(responder.answer(request).tag()).isNull();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(ints = {0, 129, 200})
  void refusesNonceOfWrongLength(int octets) throws Exception {
    byte[] request =
        request(nonce(new byte[octets]), id(CaId.ORGAN_SM2, OcspRequest.Hash.SM3, NEVER_ISSUED));
    assertThat(error(request)).isEqualTo(OCSPResp.MALFORMED_REQUEST);
  }

  @Test
  void refusesNonceThatIsNoOctetString() throws Exception {
    Extension bare =
        new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new byte[] {1, 2, 3});
    assertThat(error(request(bare, id(CaId.ORGAN_SM2, OcspRequest.Hash.SM3, NEVER_ISSUED))))
        .isEqualTo(OCSPResp.MALFORMED_REQUEST);
  }

  @Test
  void refusesUnknownCriticalExtensionAndIgnoresOthers() throws Exception {
    CertificateID id = id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, NEVER_ISSUED);
    for (boolean critical : new boolean[] {true, false}) {
      Extension other =
          new Extension(
              OCSPObjectIdentifiers.id_pkix_ocsp_service_locator, critical, DERNull.INSTANCE.getEncoded());
      OCSPResp response = new OCSPResp(responder.answer(request(other, id)).der());
      assertThat(response.getStatus())
          .isEqualTo(critical ? OCSPResp.MALFORMED_REQUEST : OCSPResp.SUCCESSFUL);
    }
  }

  @Test
  void doesNotAnswerForForeignIssuers() throws Exception {
    CertificateID ours = id(CaId.ORGAN_P256, OcspRequest.Hash.SHA256, NEVER_ISSUED);
    CertificateID foreign = CertIds.of(KEYS.root(org.zhengyan.keys.Suite.P256), OcspRequest.Hash.SHA256, NEVER_ISSUED);
    CertificateID other = id(CaId.ORGAN_SM2, OcspRequest.Hash.SHA256, NEVER_ISSUED);
    assertThat(error(request(foreign))).isEqualTo(OCSPResp.UNAUTHORIZED);
    assertThat(error(request(ours, other))).isEqualTo(OCSPResp.UNAUTHORIZED);
    assertThat(error(request(ours, foreign))).isEqualTo(OCSPResp.UNAUTHORIZED);
  }

  @Test
  void refusesRightNameWithWrongKey() throws Exception {
    CertID right = id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, NEVER_ISSUED).toASN1Primitive();
    CertID wrong =
        new CertID(
            right.getHashAlgorithm(), right.getIssuerNameHash(), new DEROctetString(new byte[20]),
            right.getSerialNumber());
    assertThat(error(request(new CertificateID(wrong)))).isEqualTo(OCSPResp.UNAUTHORIZED);
  }

  @Test
  void acceptsHashAlgorithmWithAndWithoutNull() throws Exception {
    CertID id = id(CaId.ORGAN_P256, OcspRequest.Hash.SHA256, NEVER_ISSUED).toASN1Primitive();
    for (ASN1Encodable parameters : new ASN1Encodable[] {DERNull.INSTANCE, null}) {
      AlgorithmIdentifier algorithm =
          parameters == null
              ? new AlgorithmIdentifier(id.getHashAlgorithm().getAlgorithm())
              : new AlgorithmIdentifier(id.getHashAlgorithm().getAlgorithm(), parameters);
      CertificateID variant =
          new CertificateID(
              new CertID(algorithm, id.getIssuerNameHash(), id.getIssuerKeyHash(), id.getSerialNumber()));
      SingleResp single = ask(CaId.ORGAN_P256, request(variant)).getResponses()[0];
      assertThat(single.getCertID().toASN1Primitive().getEncoded())
          .isEqualTo(variant.toASN1Primitive().getEncoded());
    }
  }

  @Test
  void givesSameAnswerAgainUntilStatusChanges() throws Exception {
    SerialNumber serial = node.certificates().issue(CaId.ORGAN_P256, 0).serial();
    byte[] request = request(id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, serial.value()));
    OcspAnswer first = responder.answer(request);
    assertThat(responder.answer(request).der()).isEqualTo(first.der());
    assertThat(first.tag()).isNotNull();
    node.certificates().suspend(serial);
    OcspAnswer suspended = responder.answer(request);
    assertThat(suspended.der()).isNotEqualTo(first.der());
    assertThat(suspended.tag()).isNotEqualTo(first.tag());
    assertThat(ask(CaId.ORGAN_P256, request).getResponses()[0].getCertStatus())
        .isInstanceOf(RevokedStatus.class);
  }

  @Test
  void saysTryLaterWhileFeedStandsStill() throws Exception {
    DataSource own = TestStores.freshDatabase();
    try (StatusNode stuck = StatusNode.start(own, directory.resolve("stuck"));
        var blocker = own.getConnection();
        var statement = blocker.createStatement()) {
      OcspResponder answering = new OcspResponder(stuck.status(), KEYS, Clock.systemUTC());
      byte[] request = request(id(CaId.ORGAN_P256, OcspRequest.Hash.SHA1, NEVER_ISSUED));
      assertThat(status(answering, request)).isEqualTo(OCSPResp.SUCCESSFUL);
      blocker.setAutoCommit(false);
      statement.execute("SELECT * FROM status_heartbeat FOR UPDATE");
      await().until(() -> status(answering, request) == OCSPResp.TRY_LATER);
      blocker.rollback();
      await().until(() -> status(answering, request) == OCSPResp.SUCCESSFUL);
    }
  }

  private static int status(OcspResponder responder, byte[] request) throws IOException, OCSPException {
    return new OCSPResp(responder.answer(request).der()).getStatus();
  }
}
