package org.zhengyan.keys;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/** Collects what a Bouncy Castle builder writes and has it signed once. */
final class BufferedContentSigner implements ContentSigner {
  private final Signer signer;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream(1024);

  BufferedContentSigner(Signer signer) {
    this.signer = signer;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return signer.signatureAlgorithm();
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    return signer.sign(content.toByteArray());
  }
}
