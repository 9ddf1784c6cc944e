package org.zhengyan.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.zhengyan.document.font.FontShelf;
import org.zhengyan.document.font.NoGlyph;
import org.zhengyan.document.ofd.OfdWriter;
import org.zhengyan.document.page.FaceLayout;
import org.zhengyan.document.page.FacePage;
import org.zhengyan.document.page.Mark;
import org.zhengyan.document.page.SealDesign;
import org.zhengyan.document.page.TooMuchText;
import org.zhengyan.document.pdf.PadesCms;
import org.zhengyan.document.pdf.PdfSigner;
import org.zhengyan.document.pdf.PdfWriter;
import org.zhengyan.document.ses.Seal;
import org.zhengyan.document.ses.SealInfo;
import org.zhengyan.document.ses.SealPicture;
import org.zhengyan.document.ses.SealProperty;
import org.zhengyan.document.ses.SealSignature;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;
import org.zhengyan.timestamp.Imprint;
import org.zhengyan.timestamp.TimeStampAuthority;
import org.zhengyan.timestamp.TimeStampRefused;

/**
 * Makes documents of faces: OFD sealed by {@code seal-sm2}, PDF signed by {@code seal-p256}, each with a
 * time-stamp. Thread-safe.
 */
@Component
class FaceMaker {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * Who signs a face, and what gives the time-stamp over the value of the signature.
   *
   * @param stamp from a signature value to an RFC 3161 token
   */
  record Hand(KeyEntry key, UnaryOperator<byte[]> stamp) {}

  /** The seal as it was made, and its picture as marks. */
  private record Stamp(Seal seal, List<Mark> marks) {}

  private final FontShelf fonts;
  private final KeyVault keys;
  private final TimeStampAuthority timestamps;
  private final DocumentProperties properties;
  private final ServiceEnvironment environment;
  private final Clock clock;
  private volatile @Nullable Stamp stamp;

  @Autowired
  FaceMaker(
      FontShelf fonts,
      KeyVault keys,
      TimeStampAuthority timestamps,
      DocumentProperties properties,
      ServiceProperties service,
      Clock clock) {
    this(fonts, keys, timestamps, properties, service.environment(), clock);
  }

  FaceMaker(
      FontShelf fonts,
      KeyVault keys,
      TimeStampAuthority timestamps,
      DocumentProperties properties,
      ServiceEnvironment environment,
      Clock clock) {
    this.fonts = fonts;
    this.keys = keys;
    this.timestamps = timestamps;
    this.properties = properties;
    this.environment = environment;
    this.clock = clock;
  }

  /** The hand of this service, for a form. */
  Hand hand(FaceForm form) {
    return switch (form) {
      case OFD ->
          new Hand(
              keys.load("seal-sm2"), value -> timestamp(Suite.SM2, Imprint.SM3, Digests.sm3(value)));
      case PDF ->
          new Hand(
              keys.load("seal-p256"), value -> timestamp(Suite.P256, Imprint.SHA256, Digests.sha256(value)));
    };
  }

  /** The face in that form, by this service. */
  byte[] make(Face face, FaceForm form) {
    return make(face, form, hand(form));
  }

  /** The face in that form, by that hand. */
  byte[] make(Face face, FaceForm form, Hand hand) {
    return form == FaceForm.OFD ? ofd(face, hand) : pdf(face, hand);
  }

  /** As {@link #make}, as OFD by this service. */
  byte[] ofd(Face face) {
    return make(face, FaceForm.OFD);
  }

  /** As {@link #make}, as PDF by this service. */
  byte[] pdf(Face face) {
    return make(face, FaceForm.PDF);
  }

  /**
   * The face as OFD.
   *
   * @throws Refusal {@code refused-by-rule} for a character that no font has, or fields that do not fit a
   *     page; {@code unavailable} without a clock that can be trusted
   */
  private byte[] ofd(Face face, Hand hand) {
    FacePage page = page(face);
    KeyEntry key = hand.key();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Seal seal = stamp().seal();
    return OfdWriter.write(
        page,
        face.title(),
        face.data().entries(),
        seal.der(),
        now,
        signatureXml ->
            SealSignature.made(
                    new SealSignature.ToSign(
                        seal, now, Digests.sm3(signatureXml), OfdWriter.SIGNATURE),
                    der(key.certificate()),
                    key.signer(),
                    hand.stamp())
                .der());
  }

  /**
   * The face as PDF.
   *
   * @throws Refusal as {@link #ofd}
   */
  private byte[] pdf(Face face, Hand hand) {
    FacePage page = page(face);
    KeyEntry key = hand.key();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    byte[] prepared =
        PdfWriter.write(
            page, face.title(), face.data().entries(), stamp().marks(), commonName(key.certificate()), now);
    return PdfSigner.sign(prepared, covered -> PadesCms.over(covered, key, hand.stamp()));
  }

  private FacePage page(Face face) {
    try {
      return FaceLayout.page(face.text(), fonts);
    } catch (NoGlyph e) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE,
          "No font of this service has the character " + e.character() + ", so no face can be made");
    } catch (TooMuchText e) {
      throw Refusal.of(
          Problem.REFUSED_BY_RULE, "The fields of this body do not fit one page, so no face can be made");
    }
  }

  private byte[] timestamp(Suite suite, Imprint imprint, byte[] digest) {
    try {
      return timestamps.stamp(suite, imprint, digest);
    } catch (TimeStampRefused e) {
      throw Refusal.unavailable("no time-stamp can be given now", RETRY_AFTER, e);
    }
  }

  /** The seal is made once: its signer may sign as long as the signer's certificate lives. */
  private Stamp stamp() {
    Stamp made = stamp;
    if (made != null) {
      return made;
    }
    String below =
        switch (environment) {
          case DEV -> "开发环境";
          case SANDBOX -> "沙箱测试";
          case PRODUCTION -> "";
        };
    try {
      List<Mark> marks = SealDesign.marks(fonts, properties.sealName(), below);
      int side = (int) SealDesign.SIZE;
      X509CertificateHolder signer = keys.load("seal-sm2").certificate();
      Instant from = signer.getNotBefore().toInstant();
      KeyEntry maker = keys.load("seal-maker-sm2");
      var signers = new SealProperty.Certificates(List.of(der(signer)));
      SealInfo info =
          new SealInfo(
              "Zhengyan",
              signer.getSerialNumber().toString(16),
              new SealProperty(
                  SealProperty.UNIT,
                  properties.sealName() + below,
                  signers,
                  from,
                  from,
                  signer.getNotAfter().toInstant()),
              new SealPicture("PNG", SealDesign.png(marks), side, side));
      made = new Stamp(Seal.made(info, der(maker.certificate()), maker.signer()), marks);
      stamp = made;
      return made;
    } catch (NoGlyph e) {
      throw Refusal.internal("the seal's name has a character that no font has", e);
    }
  }

  private static String commonName(X509CertificateHolder certificate) {
    return certificate.getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue().toString();
  }

  private static byte[] der(X509CertificateHolder certificate) {
    try {
      return certificate.getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
