package org.zhengyan.issuance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.EncryptionKey;
import org.zhengyan.keys.EscrowKey;
import org.zhengyan.keys.KeyUnavailable;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.VerificationKey;
import org.zhengyan.registry.Uscc;

/**
 * The encryption keys of dual certificates: what their holders get, and what is kept for recovery.
 *
 * <p>A record is bound to its serial and its body; one that was moved to another row does not open.
 */
@Component
public class EncryptionKeys {
  private final JdbcClient jdbc;
  private final KeyVault keys;
  private final CertificateStore certificates;

  EncryptionKeys(JdbcClient jdbc, KeyVault keys, CertificateStore certificates) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.certificates = certificates;
  }

  /** What one row says; the key itself is under {@code enveloped} and {@code sealed} alone. */
  public record Kept(String serial, String signing, String uscc, byte[] enveloped) {}

  /**
   * Keeps a new key, wrapped to the signing key and sealed, with the intent of its certificate and in
   * the same transaction; claims it, and joins the two serials.
   */
  void keep(
      SerialNumber serial, SerialNumber signing, Uscc uscc, EncryptionKey key, VerificationKey holder) {
    certificates.pair(signing, serial);
    if (!certificates.claimKey(key.publicKey().fingerprint())) {
      throw new IllegalStateException("a new key was certified before");
    }
    EscrowKey escrow = escrow();
    jdbc.sql(
            """
            insert into encryption_key (serial, signing, uscc, enveloped, sealed, escrow_key)
            values (:serial, :signing, :uscc, :enveloped, :sealed, :escrow)
            """)
        .param("serial", serial.hex())
        .param("signing", signing.hex())
        .param("uscc", uscc.value())
        .param("enveloped", key.envelop(holder))
        .param("sealed", key.seal(escrow, context(serial.hex(), uscc.value())))
        .param("escrow", escrow.id())
        .update();
  }

  public Optional<Kept> find(SerialNumber serial) {
    return jdbc.sql("select serial, signing, uscc, enveloped from encryption_key where serial = ?")
        .param(serial.hex())
        .query(EncryptionKeys::kept)
        .optional();
  }

  /** Those of a body, newest first. */
  public List<Kept> ofBody(Uscc uscc, int limit) {
    return jdbc.sql(
            "select serial, signing, uscc, enveloped from encryption_key where uscc = ?"
                + " order by made_at desc, serial limit ?")
        .params(uscc.value(), limit)
        .query(EncryptionKeys::kept)
        .list();
  }

  /** The one beside a signing certificate. */
  public Optional<Kept> beside(SerialNumber signing) {
    return jdbc.sql("select serial, signing, uscc, enveloped from encryption_key where signing = ?")
        .param(signing.hex())
        .query(EncryptionKeys::kept)
        .optional();
  }

  /**
   * Opens the escrow record and wraps the key to another signing key; whether that may be, its caller
   * has made sure.
   *
   * @throws Refusal {@code unavailable} when the escrow key is not there
   */
  public byte[] recover(SerialNumber serial, VerificationKey to) {
    EscrowKey escrow = escrow();
    return jdbc.sql("select uscc, sealed from encryption_key where serial = ?")
        .param(serial.hex())
        .query(
            (row, n) -> {
              try {
                byte[] context = context(serial.hex(), row.getString("uscc"));
                return EncryptionKey.recover(escrow, row.getBytes("sealed"), context).envelop(to);
              } catch (KeyUnavailable e) {
                throw unavailable(e);
              }
            })
        .single();
  }

  private EscrowKey escrow() {
    try {
      return keys.escrow();
    } catch (KeyUnavailable e) {
      throw unavailable(e);
    }
  }

  private static Refusal unavailable(KeyUnavailable e) {
    return Refusal.unavailable("the escrow key is not available", Duration.ofSeconds(30), e);
  }

  private static byte[] context(String serial, String uscc) {
    return (serial + "|" + uscc).getBytes(StandardCharsets.US_ASCII);
  }

  private static Kept kept(java.sql.ResultSet row, int n) throws java.sql.SQLException {
    return new Kept(
        row.getString("serial"),
        row.getString("signing"),
        row.getString("uscc"),
        row.getBytes("enveloped"));
  }
}
