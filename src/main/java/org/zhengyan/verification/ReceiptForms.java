package org.zhengyan.verification;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.util.CollectionStore;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyEntry;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.Suite;
import org.zhengyan.log.Inclusion;
import org.zhengyan.log.LogReader;

/** The other forms of a receipt: with everything that an offline check needs, and in SM2 CMS. */
@Component
class ReceiptForms {
  /** GM/T 0010: data and signedData of SM2 cryptographic messages. */
  private static final ASN1ObjectIdentifier SM2_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");
  private static final ASN1ObjectIdentifier SM2_SIGNED_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2");

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final VerificationStore store;
  private final LogReader log;
  private final ReceiptKeys keys;
  private final KeyVault vault;

  ReceiptForms(VerificationStore store, LogReader log, ReceiptKeys keys, KeyVault vault) {
    this.store = store;
    this.log = log;
    this.keys = keys;
    this.vault = vault;
  }

  /**
   * @param record the event that the leaf holds, as canonical JSON in base64url; the receipt's salt
   *     opens the leaf to it
   * @param checkpoint the signed note of C2SP tlog-checkpoint, signed in both suites
   * @param certificate PEM: of the key that signed the receipt, then the root that certified it
   * @param checkpointCertificates by suite, PEM: of the key that signed the checkpoint, then its root
   */
  @JsonPropertyOrder({"receipt", "record", "proof", "checkpoint", "certificate", "checkpointCertificates"})
  record Bundle(
      String receipt,
      String record,
      Proof proof,
      String checkpoint,
      String certificate,
      Map<String, String> checkpointCertificates) {}

  /** An inclusion proof (RFC 9162 section 2.1.3); hashes in base64url, from the leaf's sibling up. */
  record Proof(long index, long size, List<String> hashes) {}

  /**
   * The receipt with the proof that its leaf stands in the log, and all that an offline check needs
   * but the roots.
   *
   * @throws Refusal {@code unavailable} until a checkpoint covers the leaf, about half a second
   */
  Bundle bundle(Verification.Decided decided) {
    long event = store.logEvent(decided.asked().id());
    Inclusion inclusion = log.inclusionOf(event).orElseThrow(ReceiptForms::notYet);
    byte[] record = log.recordOf(event).orElseThrow(ReceiptForms::notYet);
    Map<String, String> certificates = new TreeMap<>();
    for (Suite suite : Suite.values()) {
      certificates.put(suite.wire(), log.certificateOf(inclusion.checkpoint(), suite));
    }
    return new Bundle(
        decided.receipt(),
        BASE64URL.encodeToString(record),
        new Proof(
            inclusion.index(),
            inclusion.checkpoint().size(),
            inclusion.path().stream().map(BASE64URL::encodeToString).toList()),
        inclusion.checkpoint().note(),
        keys.chain(decided.receipt()),
        certificates);
  }

  private static Refusal notYet() {
    return Refusal.unavailable("no checkpoint covers the receipt yet", SOON, null);
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
}
