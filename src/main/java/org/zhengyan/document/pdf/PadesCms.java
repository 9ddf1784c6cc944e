package org.zhengyan.document.pdf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.util.CollectionStore;
import org.zhengyan.document.Digests;
import org.zhengyan.keys.KeyEntry;

/**
 * The CMS of a PAdES baseline B-T signature by a P-256 key (ETSI EN 319 142-1, section 6.3): contentType,
 * messageDigest and ESS signing-certificate-v2 signed, no signing time, and a signature time-stamp.
 */
public final class PadesCms {
  private PadesCms() {}

  /**
   * A detached SignedData over the bytes, DER.
   *
   * @param timestamp gives an RFC 3161 token over the signature value it is given
   */
  public static byte[] over(byte[] covered, KeyEntry key, UnaryOperator<byte[]> timestamp) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
              .setSignedAttributeGenerator(signedAttributes(key))
              .build(key.signer().contentSigner(), key.certificate()));
      generator.addCertificates(new CollectionStore<>(key.chain()));
      CMSSignedData data = generator.generate(new CMSProcessableByteArray(covered), false);
      SignerInformation signer = data.getSignerInfos().getSigners().iterator().next();
      ASN1EncodableVector unsigned = new ASN1EncodableVector();
      ASN1Primitive token = ASN1Primitive.fromByteArray(timestamp.apply(signer.getSignature()));
      unsigned.add(
          new Attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new DERSet(token)));
      SignerInformation stamped =
          SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(unsigned));
      return CMSSignedData.replaceSigners(data, new SignerInformationStore(List.of(stamped)))
          .toASN1Structure()
          .getEncoded(ASN1Encoding.DER);
    } catch (CMSException | OperatorCreationException e) {
      throw new IllegalStateException("a key of ours makes no signature", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CMSAttributeTableGenerator signedAttributes(KeyEntry key) throws IOException {
    byte[] certificate = Digests.sha256(key.certificate().getEncoded());
    var signing = new SigningCertificateV2(new ESSCertIDv2(certificate));
    return parameters -> {
      ASN1EncodableVector attributes = new ASN1EncodableVector();
      add(attributes, CMSAttributes.contentType, type(parameters));
      byte[] digest = (byte[]) parameters.get(CMSAttributeTableGenerator.DIGEST);
      add(attributes, CMSAttributes.messageDigest, new DEROctetString(digest));
      add(attributes, PKCSObjectIdentifiers.id_aa_signingCertificateV2, signing);
      return new AttributeTable(attributes);
    };
  }

  private static ASN1ObjectIdentifier type(Map<?, ?> parameters) {
    return (ASN1ObjectIdentifier)
        Objects.requireNonNull(parameters.get(CMSAttributeTableGenerator.CONTENT_TYPE));
  }

  private static void add(
      ASN1EncodableVector attributes, ASN1ObjectIdentifier type, ASN1Encodable value) {
    attributes.add(new Attribute(type, new DERSet(value)));
  }
}
