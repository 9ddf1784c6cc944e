package org.zhengyan.verification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.util.CollectionStore;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.log.Inclusion;
import org.zhengyan.log.LogReader;

/** The other forms of a receipt: with everything that an offline check needs, and in SM2 CMS. */
@Component
class ReceiptForms {
  /** GM/T 0010: data and signedData of SM2 cryptographic messages. */
  private static final ASN1ObjectIdentifier SM2_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");
  private static final ASN1ObjectIdentifier SM2_SIGNED_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2");

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final VerificationStore store;
  private final LogReader log;
  private final KeyVault vault;

  ReceiptForms(VerificationStore store, LogReader log, KeyVault vault) {
    this.store = store;
    this.log = log;
    this.vault = vault;
  }

  /**
   * @param checkpoint the signed note of C2SP tlog-checkpoint
   * @param certificate PEM: the receipt key's, then the root that certified it
   */
  record Bundle(String receipt, Proof proof, String checkpoint, String certificate) {}

  /** An inclusion proof (RFC 9162 section 2.1.3); hashes in base64url, from the leaf's sibling up. */
  record Proof(long index, long size, List<String> hashes) {}

  /**
   * The receipt with the proof that its leaf stands in the log.
   *
   * @throws Refusal {@code wrong-state} until a checkpoint covers the leaf, about half a second
   */
  Bundle bundle(Verification.Decided decided) {
    Optional<Inclusion> found = log.inclusionOf(store.logEvent(decided.asked().id()));
    if (found.isEmpty()) {
      throw Refusal.conflict(
          Problem.WRONG_STATE,
          "no checkpoint covers the receipt yet; ask again in a second",
          VerificationResponse.of(decided));
    }
    Inclusion inclusion = found.get();
    return new Bundle(
        decided.receipt(),
        new Proof(
            inclusion.index(),
            inclusion.checkpoint().size(),
            inclusion.path().stream().map(BASE64URL::encodeToString).toList()),
        inclusion.checkpoint().note(),
        pem(vault.load("receipt-p256").chain()));
  }

  /**
   * The receipt's payload as SignedData of GM/T 0010 with SM2 and SM3, DER; the content is inside.
   *
   * <p>It is signed when asked for, so two of them differ in their signature and say the same.
   */
  byte[] sm2Cms(Verification.Decided decided) {
    KeyEntry key = vault.load("receipt-sm2");
    byte[] payload = Base64.getUrlDecoder().decode(decided.receipt().split("\\.")[1]);
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
              .build(key.signer().contentSigner(), key.certificate()));
      generator.addCertificates(new CollectionStore<>(List.of(key.certificate())));
      CMSSignedData signed = generator.generate(new CMSProcessableByteArray(SM2_DATA, payload), true);
      return new ContentInfo(SM2_SIGNED_DATA, signed.toASN1Structure().getContent()).getEncoded("DER");
    } catch (CMSException | OperatorCreationException e) {
      throw new IllegalStateException("the receipt cannot be put into CMS", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(List<X509CertificateHolder> chain) {
    List<String> blocks = new ArrayList<>();
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    for (X509CertificateHolder certificate : chain) {
      try {
        blocks.add(
            "-----BEGIN CERTIFICATE-----\n"
                + lines.encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return String.join("", blocks);
  }
}
