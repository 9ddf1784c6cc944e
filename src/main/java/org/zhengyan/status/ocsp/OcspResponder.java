package org.zhengyan.status.ocsp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.status.FeedView;
import org.zhengyan.status.PackedStatus;
import org.zhengyan.status.StatusLookup;
import org.zhengyan.status.ocsp.OcspRequest.CertId;
import org.zhengyan.x509.DerWriter;

/**
 * Answers OCSP requests from this node's index, in RFC 6960's words.
 *
 * <p>{@code good} for a certificate that was issued and is neither revoked nor suspended; {@code
 * revoked} with reason and time, {@code certificateHold} for one that is suspended or only reserved;
 * {@code unknown} for a serial number that the CA never used. A request about an issuer that is not
 * ours, or about two issuers at once, is {@code unauthorized} (RFC 5019 section 2.2.3): the one key
 * that signs an answer speaks for one CA.
 *
 * <p>{@code thisUpdate} is the index's asOf and {@code nextUpdate} ten minutes later. An answer
 * without a Nonce is signed at most once in half a minute while the status stays.
 */
@Component
public class OcspResponder {
  static final Duration VALIDITY = Duration.ofMinutes(10);
  static final Duration REUSE = Duration.ofSeconds(30);

  private static final byte[] BASIC = {
    0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01
  };
  private static final byte[] NONCE = {
    0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02
  };
  private static final byte[] SUCCESSFUL = {0x0a, 0x01, 0x00};
  private static final byte[] GOOD = {(byte) 0x80, 0x00};
  private static final byte[] UNKNOWN = {(byte) 0x82, 0x00};

  private final StatusLookup status;
  private final List<OcspIssuer> issuers;
  private final Clock clock;
  private final AnswerCache cache = new AnswerCache();

  @Autowired
  OcspResponder(StatusLookup status, KeyVault keys, Clock clock) {
    this(
        status,
        Arrays.stream(CaId.values())
            .map(ca -> new OcspIssuer(ca, keys.load("ocsp-" + ca.wire())))
            .toList(),
        clock);
  }

  OcspResponder(StatusLookup status, List<OcspIssuer> issuers, Clock clock) {
    this.status = status;
    this.issuers = List.copyOf(issuers);
    this.clock = clock;
  }

  /** The answer to the octets of a request; never throws for what they hold. */
  OcspAnswer answer(byte[] octets) {
    OcspRequest request;
    try {
      request = OcspRequestReader.read(octets);
    } catch (MalformedOcspRequest e) {
      return OcspAnswer.MALFORMED_REQUEST;
    }
    OcspIssuer issuer = issuer(request.certIds());
    if (issuer == null) {
      return OcspAnswer.UNAUTHORIZED;
    }
    FeedView view = status.servingView();
    if (view == null) {
      return OcspAnswer.TRY_LATER;
    }
    try {
      long[] statuses =
          request.certIds().stream().mapToLong(certId -> packed(issuer, view, certId)).toArray();
      return request.nonce() == null && statuses.length == 1
          ? reusable(issuer, request, statuses, thisUpdate(view))
          : OcspAnswer.once(sign(issuer, request, statuses, thisUpdate(view)));
    } catch (KeyUnavailable e) {
      return OcspAnswer.TRY_LATER;
    }
  }

  private @Nullable OcspIssuer issuer(List<CertId> certIds) {
    for (OcspIssuer issuer : issuers) {
      if (issuer.named(certIds.getFirst())) {
        return certIds.stream().allMatch(issuer::named) ? issuer : null;
      }
    }
    return null;
  }

  private OcspAnswer reusable(
      OcspIssuer issuer, OcspRequest request, long[] statuses, Instant thisUpdate) {
    CertId certId = request.certIds().getFirst();
    OcspAnswer known = cache.find(certId);
    if (known != null
        && known.packed() == statuses[0]
        && known.thisUpdate() != null
        && known.thisUpdate().plus(REUSE).isAfter(thisUpdate)
        && Arrays.equals(known.certId(), certId.der())) {
      return known;
    }
    byte[] signed = sign(issuer, request, statuses, thisUpdate);
    OcspAnswer answer = OcspAnswer.reusable(signed, certId.der(), statuses[0], thisUpdate);
    cache.put(certId, answer);
    return answer;
  }

  /** UNKNOWN too for a certificate of another CA: serial numbers are unique over all of ours. */
  private static long packed(OcspIssuer issuer, FeedView view, CertId certId) {
    long packed = view.index().find(certId.high(), certId.low());
    return packed != PackedStatus.UNKNOWN && PackedStatus.ca(packed) == issuer.ca()
        ? packed
        : PackedStatus.UNKNOWN;
  }

  private static Instant thisUpdate(FeedView view) {
    return view.asOf().truncatedTo(ChronoUnit.SECONDS);
  }

  private byte[] sign(
      OcspIssuer issuer, OcspRequest request, long[] statuses, Instant thisUpdate) {
    byte[] responseData = responseData(issuer, request, statuses, thisUpdate);
    byte[] signature = issuer.signer().sign(responseData);
    DerWriter writer =
        new DerWriter(responseData.length + issuer.certificates().length + 256)
            .prepend(issuer.certificates());
    int afterSignature = writer.size();
    return writer
        .prepend(signature)
        .prepend(new byte[] {0})
        .wrap(0x03, afterSignature)
        .prepend(issuer.signatureAlgorithm())
        .prepend(responseData)
        .wrap(DerCursor.SEQUENCE, 0)
        .wrap(DerCursor.OCTET_STRING, 0)
        .prepend(BASIC)
        .wrap(DerCursor.SEQUENCE, 0)
        .wrap(0xa0, 0)
        .prepend(SUCCESSFUL)
        .wrap(DerCursor.SEQUENCE, 0)
        .toByteArray();
  }

  /** ResponseData of RFC 6960 section 4.2.1, from its last field to its first. */
  private byte[] responseData(
      OcspIssuer issuer, OcspRequest request, long[] statuses, Instant thisUpdate) {
    DerWriter writer = new DerWriter(256 + 192 * request.certIds().size());
    byte[] nonce = request.nonce();
    if (nonce != null) {
      writer
          .element(DerCursor.OCTET_STRING, nonce)
          .wrap(DerCursor.OCTET_STRING, 0)
          .prepend(NONCE)
          .wrap(DerCursor.SEQUENCE, 0)
          .wrap(DerCursor.SEQUENCE, 0)
          .wrap(0xa1, 0);
    }
    int afterResponses = writer.size();
    for (int i = statuses.length - 1; i >= 0; i--) {
      singleResponse(writer, request.certIds().get(i), statuses[i], thisUpdate);
    }
    writer.wrap(DerCursor.SEQUENCE, afterResponses);
    Instant now = clock.instant();
    return writer
        .generalizedTime(now.isBefore(thisUpdate) ? thisUpdate : now)
        .prepend(issuer.responderId())
        .wrap(DerCursor.SEQUENCE, 0)
        .toByteArray();
  }

  private static void singleResponse(
      DerWriter writer, CertId certId, long packed, Instant thisUpdate) {
    int before = writer.size();
    writer.generalizedTime(thisUpdate.plus(VALIDITY)).wrap(0xa0, before).generalizedTime(thisUpdate);
    if (packed == PackedStatus.UNKNOWN) {
      writer.prepend(UNKNOWN);
    } else if (PackedStatus.state(packed) == CertificateState.GOOD) {
      writer.prepend(GOOD);
    } else {
      revokedInfo(writer, packed);
    }
    writer.prepend(certId.der()).wrap(DerCursor.SEQUENCE, before);
  }

  /** RFC 5280 section 5.3.1: {@code unspecified} is said by leaving the reason out. */
  private static void revokedInfo(DerWriter writer, long packed) {
    int before = writer.size();
    RevocationReason reason = PackedStatus.reason(packed);
    if (reason != RevocationReason.UNSPECIFIED) {
      writer.element(0x0a, (byte) reason.number()).wrap(0xa0, before);
    }
    writer.generalizedTime(PackedStatus.revokedAt(packed)).wrap(0xa1, before);
  }
}
