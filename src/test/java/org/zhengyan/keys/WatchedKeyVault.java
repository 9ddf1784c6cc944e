package org.zhengyan.keys;

import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The keys of a directory, telling a test when one is taken and when one has signed. */
public final class WatchedKeyVault extends KeyVault {
  private final Runnable taken;
  private final Runnable signed;

  public WatchedKeyVault(Path directory, char[] password, Runnable taken, Runnable signed) {
    super(directory, List.of(new Pkcs12Directory(directory, password)));
    this.taken = taken;
    this.signed = signed;
  }

  @Override
  public KeyEntry load(String name) {
    KeyEntry entry = super.load(name);
    taken.run();
    return new KeyEntry(name, new WatchedSigner(entry.signer()), entry.chain());
  }

  private final class WatchedSigner implements Signer {
    private final Signer signer;

    WatchedSigner(Signer signer) {
      this.signer = signer;
    }

    @Override
    public Suite suite() {
      return signer.suite();
    }

    @Override
    public SubjectPublicKeyInfo publicKey() {
      return signer.publicKey();
    }

    @Override
    public AlgorithmIdentifier signatureAlgorithm() {
      return signer.signatureAlgorithm();
    }

    @Override
    public byte[] sign(byte[] message) {
      byte[] signature = signer.sign(message);
      signed.run();
      return signature;
    }
  }
}
