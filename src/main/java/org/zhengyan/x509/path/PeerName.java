package org.zhengyan.x509.path;

/**
 * A name that the target must carry in subjectAltName (RFC 9525); the subject is not looked at.
 *
 * <p>Hosts are ASCII: turn other names into A-labels before.
 */
public sealed interface PeerName {

  /** A host; a wildcard in the certificate stands for exactly one whole leftmost label. */
  record Dns(String host) implements PeerName {}

  /** An address of 4 or 16 octets. */
  record Ip(byte[] address) implements PeerName {
    public Ip {
      address = address.clone();
    }
  }

  /** A mailbox: the part before {@code @} exactly, the host without regard to case. */
  record Mailbox(String address) implements PeerName {}
}
