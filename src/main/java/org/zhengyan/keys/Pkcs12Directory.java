package org.zhengyan.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.cert.X509CertificateHolder;

/** Keys in files {@code NAME.p12} of one directory, all with one password. */
final class Pkcs12Directory implements KeyDoor {
  private final Path directory;
  private final char[] password;

  Pkcs12Directory(Path directory, char[] password) {
    this.directory = directory;
    this.password = password.clone();
  }

  @Override
  public boolean holds(String name) {
    return Files.isRegularFile(file(name));
  }

  @Override
  public Signer open(String name, X509CertificateHolder certificate) {
    return Pkcs12File.read(file(name), password);
  }

  @Override
  public Agreement agreement(String name, X509CertificateHolder certificate) {
    SoftwareSigner key = Pkcs12File.read(file(name), password);
    if (!key.publicKey().equals(certificate.getSubjectPublicKeyInfo())) {
      throw new KeyUnavailable("the key " + name + " is not the one in its certificate");
    }
    return other -> key.agree(other);
  }

  private Path file(String name) {
    return directory.resolve(name + ".p12");
  }
}
