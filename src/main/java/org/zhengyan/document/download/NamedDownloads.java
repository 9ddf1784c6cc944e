package org.zhengyan.document.download;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.registry.Uscc;

/**
 * The record of faces downloaded for one platform: made when one is downloaded, used up once, within
 * {@link #LIFE} on the database's clock, and taken back with the rights of whoever downloaded it.
 *
 * <p>Only the hash of a nonce is kept, so the table makes no face.
 */
@Component
public class NamedDownloads {

  /** How long such a face counts. */
  public static final Duration LIFE = Duration.ofHours(24);

  private static final int NONCE_OCTETS = 32;

  private final JdbcTemplate jdbc;
  private final EventLog log;
  private final SecureRandom random = new SecureRandom();

  NamedDownloads(JdbcTemplate jdbc, EventLog log) {
    this.jdbc = jdbc;
    this.log = log;
  }

  /** What the face carries. */
  public record Opened(String nonce, Instant downloadedAt) {}

  /**
   * What is recorded of a nonce.
   *
   * @param holder the label of the person who downloaded
   * @param purpose the wire form of an action's type
   */
  public record Download(
      Uscc uscc,
      SerialNumber serial,
      String holder,
      String platform,
      String purpose,
      boolean voided,
      boolean used,
      boolean fresh) {}

  /**
   * Records a download; the face is made with what comes back.
   *
   * @param serial of the certificate whose face it is
   * @param holder the label of the person who downloads, as the certificates of persons carry it
   * @param platform the operator's id
   * @param purpose the wire form of the action's type, such as {@code accountOpening}
   */
  @Transactional
  public Opened open(Uscc uscc, SerialNumber serial, String holder, String platform, String purpose) {
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    OffsetDateTime at =
        jdbc.queryForObject(
            "insert into named_download (nonce_hash, uscc, serial, holder, platform, purpose)"
                + " values (?, ?, ?, ?, ?, ?) returning downloaded_at",
            OffsetDateTime.class,
            hash(nonce),
            uscc.value(),
            serial.hex(),
            holder,
            platform,
            purpose);
    log.append(
        Event.of(
            "document.downloaded",
            serial.hex(),
            Map.of("uscc", uscc.value(), "platform", platform, "purpose", purpose)));
    return new Opened(nonce, Objects.requireNonNull(at).toInstant().truncatedTo(ChronoUnit.SECONDS));
  }

  /** What is recorded of the nonce of a face. */
  public Optional<Download> find(String nonce) {
    return jdbc
        .query(
            "select uscc, serial, holder, platform, purpose, voided_at is not null as voided,"
                + " used_at is not null as used, downloaded_at > clock_timestamp() - ? * interval '1 second' as fresh"
                + " from named_download where nonce_hash = ?",
            (row, number) ->
                new Download(
                    new Uscc(row.getString("uscc")),
                    SerialNumber.ofHex(row.getString("serial")),
                    row.getString("holder"),
                    row.getString("platform"),
                    row.getString("purpose"),
                    row.getBoolean("voided"),
                    row.getBoolean("used"),
                    row.getBoolean("fresh")),
            LIFE.toSeconds(),
            hash(nonce))
        .stream()
        .findFirst();
  }

  /** Uses it up for that verification; false when it is used, voided or too old by now. */
  public boolean use(String nonce, UUID verification) {
    return jdbc.update(
            "update named_download set used_at = clock_timestamp(), used_by = ? where nonce_hash = ?"
                + " and used_at is null and voided_at is null"
                + " and downloaded_at > clock_timestamp() - ? * interval '1 second'",
            verification,
            hash(nonce),
            LIFE.toSeconds())
        == 1;
  }

  /** Takes back every face that this person downloaded for a platform; says how many. */
  @Transactional
  public int voidOf(Uscc uscc, String holder) {
    int count =
        jdbc.update(
            "update named_download set voided_at = clock_timestamp()"
                + " where holder = ? and uscc = ? and voided_at is null",
            holder,
            uscc.value());
    if (count > 0) {
      log.append(
          Event.of("document.voided", uscc.value(), Map.of("uscc", uscc.value(), "count", Integer.toString(count))));
    }
    return count;
  }

  private static byte[] hash(String nonce) {
    byte[] bytes = nonce.getBytes(StandardCharsets.UTF_8);
    SHA256Digest digest = new SHA256Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return value;
  }
}
