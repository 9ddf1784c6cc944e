package org.zhengyan.status.revocation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.zhengyan.certificate.SerialNumber;

/**
 * The codes by which a holder suspends a certificate without its key.
 *
 * <p>A code is 26 characters of Crockford's base 32, 130 random bits, in groups that can be read out
 * on the telephone. Only its SHA-256 is kept: with that many random bits a slow hash adds nothing. A
 * new code takes the place of the one before.
 */
@Component
public class RevocationCodes {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int CHARACTERS = 26;
  private static final int LONGEST = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Compared with when there is no code, so that its absence takes no shorter. */
  private static final byte[] NONE = new byte[32];

  private final JdbcClient jdbc;

  RevocationCodes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Makes a code in the caller's transaction; it is never to be had again. */
  @Transactional(propagation = Propagation.MANDATORY)
  public String make(SerialNumber serial) {
    StringBuilder code = new StringBuilder(CHARACTERS + 5);
    for (int i = 0; i < CHARACTERS; i++) {
      if (i % 5 == 0 && i > 0 && i < CHARACTERS - 1) {
        code.append('-');
      }
      code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    jdbc.sql(
            """
            insert into revocation_code (serial, sha256) values (?, ?)
            on conflict (serial) do update
            set sha256 = excluded.sha256, made_at = clock_timestamp()
            """)
        .params(serial.hex(), hash(code.toString()))
        .update();
    return code.toString();
  }

  /** True for the certificate's code, however it is grouped; in time that does not depend on it. */
  boolean matches(SerialNumber serial, String code) {
    if (code.length() > LONGEST) {
      return false;
    }
    Optional<byte[]> kept =
        jdbc.sql("select sha256 from revocation_code where serial = ?")
            .param(serial.hex())
            .query(byte[].class)
            .optional();
    return MessageDigest.isEqual(kept.orElse(NONE), hash(code)) && kept.isPresent();
  }

  private static byte[] hash(String code) {
    // What Crockford's alphabet lets a person confuse is read as what it can only have been.
    String read =
        code.toUpperCase(Locale.ROOT)
            .replace("-", "")
            .replace(" ", "")
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    return CertificateSha256.of(read.getBytes(StandardCharsets.UTF_8));
  }
}
