package org.zhengyan.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.Suite;

/** Makes a CMS signature by hand; every field can be set wrong before {@link #build}. */
public class CmsFixture {
  static final byte[] CONTENT = "ZHENGYAN VERIFICATION 1\n".getBytes(StandardCharsets.UTF_8);

  public static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
  public static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
  public static final String SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

  public final TestPki.Entity signer;
  String signedDataType = "1.2.840.113549.1.7.2";
  public String dataType = "1.2.840.113549.1.7.1";
  ASN1Encodable digestAlgorithm;
  ASN1Encodable signatureAlgorithm;
  int signerVersion = 1;
  ASN1Encodable signerIdentifier;
  public byte[] signedContent = CONTENT;
  public @Nullable ASN1Encodable content;
  List<ASN1Encodable> attributes = new ArrayList<>();
  public boolean withAttributes = true;
  boolean sortAttributes = true;
  public List<ASN1Encodable> certificates = new ArrayList<>();
  public int signerInfos = 1;
  @Nullable ASN1Encodable crls;
  @Nullable ASN1Encodable unsignedAttributes;
  /** Gives a timestamp token over the signature value. */
  public @Nullable UnaryOperator<byte[]> stamp;

  public CmsFixture(TestPki.Entity signer) {
    this.signer = signer;
    boolean sm2 = signer.suite() == Suite.SM2;
    this.digestAlgorithm = algorithm(sm2 ? "1.2.156.10197.1.401" : "2.16.840.1.101.3.4.2.1");
    this.signatureAlgorithm = algorithm(sm2 ? "1.2.156.10197.1.501" : "1.2.840.10045.4.3.2");
    ASN1Sequence tbs = (ASN1Sequence) ASN1Sequence.getInstance(signer.der()).getObjectAt(0);
    this.signerIdentifier =
        new DERSequence(new ASN1Encodable[] {tbs.getObjectAt(3), tbs.getObjectAt(1)});
    certificates.add(ASN1Sequence.getInstance(signer.der()));
    attributes.add(attribute(CONTENT_TYPE, new ASN1ObjectIdentifier(dataType)));
    attributes.add(digestOf(CONTENT));
    attributes.add(
        attribute(
            SIGNING_CERTIFICATE_V2,
            certificateId(CmsAlgorithms.digest(Suite.P256, signer.der()))));
  }

  /** As GM/T 0010 names things. */
  public CmsFixture chinese() {
    signedDataType = "1.2.156.10197.6.1.4.2.2";
    dataType = "1.2.156.10197.6.1.4.2.1";
    signatureAlgorithm = algorithm("1.2.156.10197.1.301.1");
    return replace(CONTENT_TYPE, attribute(CONTENT_TYPE, new ASN1ObjectIdentifier(dataType)));
  }

  public ASN1Encodable digestOf(byte[] bytes) {
    return attribute(
        MESSAGE_DIGEST, new DEROctetString(CmsAlgorithms.digest(signer.suite(), bytes)));
  }

  /** Puts another attribute in the place of the one of this type, or none. */
  public CmsFixture replace(String type, @Nullable ASN1Encodable with) {
    attributes.removeIf(
        old -> ((ASN1Sequence) old).getObjectAt(0).equals(new ASN1ObjectIdentifier(type)));
    if (with != null) {
      attributes.add(with);
    }
    return this;
  }

  public byte[] build() {
    try {
      ASN1EncodableVector data = new ASN1EncodableVector();
      data.add(new ASN1Integer(1));
      data.add(new DERSet(digestAlgorithm));
      data.add(encapsulated());
      if (!certificates.isEmpty()) {
        data.add(implicitSet(0, certificates));
      }
      if (crls != null) {
        data.add(new DERTaggedObject(false, 1, new DERSet(crls)));
      }
      ASN1EncodableVector infos = new ASN1EncodableVector();
      for (int i = 0; i < signerInfos; i++) {
        infos.add(signerInfo());
      }
      data.add(new DERSet(infos));
      return new DERSequence(
              new ASN1Encodable[] {
                new ASN1ObjectIdentifier(signedDataType),
                new DERTaggedObject(0, new DERSequence(data))
              })
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ASN1Encodable encapsulated() {
    ASN1EncodableVector encapsulated = new ASN1EncodableVector();
    encapsulated.add(new ASN1ObjectIdentifier(dataType));
    if (content != null) {
      encapsulated.add(new DERTaggedObject(0, content));
    }
    return new DERSequence(encapsulated);
  }

  private ASN1Encodable signerInfo() throws IOException {
    ASN1EncodableVector info = new ASN1EncodableVector();
    info.add(new ASN1Integer(signerVersion));
    info.add(signerIdentifier);
    info.add(digestAlgorithm);
    byte[] signed = signedContent;
    if (withAttributes) {
      ASN1Encodable implicit = implicitSet(0, attributes);
      info.add(implicit);
      signed = implicit.toASN1Primitive().getEncoded(ASN1Encoding.DER);
      signed[0] = 0x31;
    }
    info.add(signatureAlgorithm);
    byte[] value = sign(signed);
    info.add(new DEROctetString(value));
    if (stamp != null) {
      unsignedAttributes = attribute("1.2.840.113549.1.9.16.2.14", parsed(stamp.apply(value)));
    }
    if (unsignedAttributes != null) {
      info.add(new DERTaggedObject(false, 1, new DERSet(unsignedAttributes)));
    }
    return new DERSequence(info);
  }

  byte[] sign(byte[] bytes) throws IOException {
    ContentSigner contentSigner = TestPki.signer(signer.suite(), signer.key());
    contentSigner.getOutputStream().write(bytes);
    return contentSigner.getSignature();
  }

  /** [tag] IMPLICIT SET OF: sorted as DER wants it, or in the order given. */
  private ASN1Encodable implicitSet(int tag, List<ASN1Encodable> elements) {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    elements.forEach(vector::add);
    return new DERTaggedObject(
        false, tag, sortAttributes ? new DERSet(vector) : new DERSequence(vector));
  }

  static ASN1Encodable algorithm(String oid) {
    return new DERSequence(new ASN1ObjectIdentifier(oid));
  }

  public static ASN1Encodable attribute(String type, ASN1Encodable value) {
    return new DERSequence(
        new ASN1Encodable[] {new ASN1ObjectIdentifier(type), new DERSet(value)});
  }

  /** SigningCertificateV2 with one ESSCertIDv2 of these parts. */
  static ASN1Encodable certificateId(ASN1Encodable... parts) {
    return new DERSequence(new DERSequence(new DERSequence(parts)));
  }

  public static ASN1Encodable certificateId(byte[] hash) {
    return certificateId(new DEROctetString(hash));
  }

  static ASN1Primitive parsed(byte[] der) {
    try {
      return ASN1Primitive.fromByteArray(der);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void refuses(CmsFixture fixture, String sentence) {
    refuses(fixture.build(), sentence);
  }

  /** Reading it ends with this sentence. */
  static void refuses(byte[] der, String sentence) {
    assertThatExceptionOfType(MalformedCms.class)
        .isThrownBy(() -> CmsSignature.read(der))
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.sentence()).endsWith("."));
  }
}
