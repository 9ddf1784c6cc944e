package org.zhengyan.document;

import java.io.IOException;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.ContentSigner;
import org.zhengyan.keys.Signer;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.TestPki;

/** An entity of the test hierarchy as a signer; signs by Bouncy Castle's provider, not by our code. */
public record TestSigner(TestPki.Entity entity) implements Signer {

  @Override
  public Suite suite() {
    return entity.suite();
  }

  @Override
  public SubjectPublicKeyInfo publicKey() {
    return entity.publicKey();
  }

  @Override
  public AlgorithmIdentifier signatureAlgorithm() {
    return entity.suite().signatureAlgorithm();
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      ContentSigner signer = TestPki.signer(entity.suite(), entity.key());
      signer.getOutputStream().write(message);
      return signer.getSignature();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
