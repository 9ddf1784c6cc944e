package org.zhengyan.document;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Institution;

/**
 * Faces of a sandbox's bodies, made as every other, or by a hand that is not ours: what a platform is to see
 * refused. They are under the sandbox's seal, and worth nothing elsewhere.
 */
@Component
@SandboxOnly
public class SandboxFaces {
  private final CertificateStore certificates;
  private final Faces faces;
  private final FaceMaker maker;

  SandboxFaces(CertificateStore certificates, Faces faces, FaceMaker maker) {
    this.certificates = certificates;
    this.faces = faces;
    this.maker = maker;
  }

  /** Who makes it. */
  public enum By {
    /** This service. */
    US,
    /** Somebody who has our certificate and not our key. */
    STRANGER,
    /** This service, with a genuine time-stamp over something else. */
    US_WITH_ANOTHER_STAMP
  }

  /** @param body the version of the body that the face shows, which need not be the one in force */
  public byte[] make(
      SerialNumber serial, Institution body, FaceForm form, @Nullable Download download, By by) {
    IssuedCertificate certificate =
        certificates
            .find(serial)
            .orElseThrow(() -> new IllegalStateException("a credential of the sandbox is not recorded"));
    Face face = faces.face(certificate, body, download);
    FaceMaker.Hand ours = maker.hand(form);
    return switch (by) {
      case US -> maker.make(face, form, ours);
      case STRANGER -> maker.make(face, form, new FaceMaker.Hand(stranger(ours.key(), form), ours.stamp()));
      case US_WITH_ANOTHER_STAMP ->
          maker.make(face, form, new FaceMaker.Hand(ours.key(), overAnother(ours.stamp())));
    };
  }

  private static KeyEntry stranger(KeyEntry ours, FaceForm form) {
    Suite suite = form == FaceForm.OFD ? Suite.SM2 : Suite.P256;
    return new KeyEntry(ours.name(), PublishedKey.make(suite).signer(), ours.chain());
  }

  private static UnaryOperator<byte[]> overAnother(UnaryOperator<byte[]> stamp) {
    return value -> stamp.apply(new byte[value.length]);
  }
}
