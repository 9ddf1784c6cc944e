package org.zhengyan.status;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.zhengyan.certificate.CertificateFixture;

/** What tests of the packages below {@code status} need of a {@link TestNode}. */
public final class StatusNode implements AutoCloseable {
  private final TestNode node;

  private StatusNode(TestNode node) {
    this.node = node;
  }

  public static StatusNode start(DataSource database, Path journalDirectory) {
    return new StatusNode(new TestNode(database, journalDirectory));
  }

  public StatusLookup status() {
    return node.status;
  }

  public CrlNumbers crlNumbers() {
    return node.crlNumbers;
  }

  public CertificateFixture certificates() {
    return node.certificates;
  }

  @Override
  public void close() {
    node.close();
  }
}
