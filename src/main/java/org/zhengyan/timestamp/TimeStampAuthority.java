package org.zhengyan.timestamp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.status.StatusProperties;

/**
 * Gives time-stamp tokens (RFC 3161) with the keys {@code tsa-sm2} and {@code tsa-p256}.
 *
 * <p>A token states whole seconds, an accuracy of {@value #ACCURACY_SECONDS} s, and a serial number of 126
 * random bits, so that no two tokens of any node share one. It carries the signer's certificate as ESSCertIDv2,
 * and itself where it is wanted. While the clock of this node is not known to be within a second of the
 * database's, there is none. Thread-safe.
 */
@Component
public class TimeStampAuthority {
  /** The clock may be off by a second from the database's, and half a second is cut away. */
  static final int ACCURACY_SECONDS = 2;

  private static final int SERIAL_OCTETS = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** How far this node's clock is known to be from the database's, or null. */
  interface ClockOffset {
    @Nullable Duration now();
  }

  private final KeyVault keys;
  private final ClockOffset offset;
  private final Clock clock;
  private final ASN1ObjectIdentifier policy;

  @Autowired
  TimeStampAuthority(
      KeyVault keys, StatusLookup status, Clock clock, TimeStampProperties properties) {
    this(keys, () -> status.health().clockOffset(), clock, properties);
  }

  TimeStampAuthority(
      KeyVault keys, ClockOffset offset, Clock clock, TimeStampProperties properties) {
    this.keys = keys;
    this.offset = offset;
    this.clock = clock;
    this.policy = new ASN1ObjectIdentifier(properties.policy());
  }

  /** The {@code TimeStampResp} to a request, DER; a refusal is one too. */
  public byte[] answer(Suite suite, byte[] request) {
    try {
      TimeStampToken token = token(suite, TimeStampRequest.read(request));
      return response(new PKIStatusInfo(PKIStatus.granted), token);
    } catch (TimeStampRefused e) {
      var text = new PKIFreeText(new DERUTF8String(String.valueOf(e.getMessage())));
      var failure = new PKIFailureInfo(e.failureInfo());
      return response(new PKIStatusInfo(PKIStatus.rejection, text, failure), null);
    }
  }

  /**
   * A token over a digest, DER, with the certificate in it: what a signature of ours carries.
   *
   * @throws TimeStampRefused while the clock is not known to be right
   */
  public byte[] stamp(Suite suite, Imprint imprint, byte[] digest) throws TimeStampRefused {
    var request = new TimeStampRequest(imprint, digest.clone(), null, null, true);
    try {
      return token(suite, request).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TimeStampToken token(Suite suite, TimeStampRequest request) throws TimeStampRefused {
    if (request.policy() != null && !request.policy().equals(policy)) {
      throw new TimeStampRefused(PKIFailureInfo.unacceptedPolicy, "The one policy is " + policy);
    }
    Duration off = offset.now();
    if (off == null || off.abs().compareTo(StatusProperties.MAX_CLOCK_OFFSET) > 0) {
      throw new TimeStampRefused(
          PKIFailureInfo.timeNotAvailable, "The clock of this node is not known to be right");
    }
    KeyEntry key = keys.load("tsa-" + suite.wire());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (now.isAfter(key.certificate().getNotAfter().toInstant())) {
      throw new TimeStampRefused(PKIFailureInfo.systemFailure, "The authority's certificate ran out");
    }
    try {
      var digests = new BcDigestCalculatorProvider();
      var signer =
          new SignerInfoGeneratorBuilder(digests)
              .build(key.signer().contentSigner(), key.certificate());
      var own = suite == Suite.SM2 ? GMObjectIdentifiers.sm3 : NISTObjectIdentifiers.id_sha256;
      var generator =
          new TimeStampTokenGenerator(
              signer, digests.get(new AlgorithmIdentifier(own)), policy, true);
      generator.setAccuracySeconds(ACCURACY_SECONDS);
      generator.addCertificates(new CollectionStore<>(key.chain()));
      var plain = new TimeStampRequestGenerator();
      plain.setCertReq(request.certificateWanted());
      var asked = plain.generate(request.imprint().oid(), request.digest(), request.nonce());
      return generator.generate(asked, serial(), Date.from(now));
    } catch (OperatorCreationException | TSPException e) {
      throw new IllegalStateException("a key of ours makes no time-stamp", e);
    }
  }

  private static BigInteger serial() {
    byte[] octets = new byte[SERIAL_OCTETS];
    RANDOM.nextBytes(octets);
    octets[0] = (byte) ((octets[0] & 0x3f) | 0x40);
    return new BigInteger(1, octets);
  }

  private static byte[] response(
      PKIStatusInfo status, @Nullable TimeStampToken token) {
    try {
      var contents = token == null ? null : token.toCMSSignedData().toASN1Structure();
      return new TimeStampResp(status, contents).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
