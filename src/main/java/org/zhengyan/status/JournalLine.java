package org.zhengyan.status;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.CaId;
import org.zhengyan.certificate.CertificateState;
import org.zhengyan.certificate.ChangeFeed.Position;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.certificate.StatusChange;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Uscc;

/**
 * The text form of a {@link JournalEntry}: one line of ASCII that a person can read when everything
 * else is gone, fields between single spaces, {@code -} for none, a CRC-32C as the last field.
 */
final class JournalLine {
  private static final HexFormat HEX = HexFormat.of();
  private static final String NONE = "-";

  private JournalLine() {}

  /** With its line feed. */
  static String write(JournalEntry entry) {
    String text =
        switch (entry) {
          case JournalEntry.Changed(StatusChange change) -> write(change);
          case JournalEntry.Claimed(byte[] fingerprint) -> "key " + HEX.formatHex(fingerprint);
          case JournalEntry.Through(Position position) ->
              "through " + position.id() + " " + HEX.formatHex(position.chain());
          case JournalEntry.Reconciled() -> "reconciled";
        };
    return text + " " + checksum(text) + "\n";
  }

  /** Without its line feed; empty when it is torn or altered. */
  static Optional<JournalEntry> read(String line) {
    int end = line.lastIndexOf(' ');
    if (end < 0 || !line.substring(end + 1).equals(checksum(line.substring(0, end)))) {
      return Optional.empty();
    }
    List<String> fields = List.of(line.substring(0, end).split(" ", -1));
    try {
      return switch (fields.getFirst()) {
        case "change" -> Optional.of(new JournalEntry.Changed(change(fields)));
        case "key" -> Optional.of(new JournalEntry.Claimed(HEX.parseHex(fields.get(1))));
        case "through" ->
            Optional.of(
                new JournalEntry.Through(
                    new Position(Long.parseLong(fields.get(1)), HEX.parseHex(fields.get(2)))));
        case "reconciled" -> Optional.of(new JournalEntry.Reconciled());
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String write(StatusChange change) {
    CertificateState previous = change.previous();
    RevocationReason reason = change.reason();
    return String.join(
        " ",
        "change",
        Long.toString(change.id()),
        HEX.formatHex(change.chain()),
        change.serial().hex(),
        change.ca().wire(),
        Integer.toString(change.shard()),
        change.uscc().value(),
        change.division().code(),
        previous == null ? NONE : previous.column(),
        change.state().column(),
        reason == null ? NONE : reason.wire(),
        change.changedAt().toString(),
        write(change.revokedAt()),
        write(change.invalidityDate()),
        change.notAfter().toString());
  }

  private static StatusChange change(List<String> fields) {
    if (fields.size() != 15) {
      throw new IllegalArgumentException("a change has 15 fields");
    }
    return new StatusChange(
        Long.parseLong(fields.get(1)),
        SerialNumber.ofHex(fields.get(3)),
        CaId.ofWire(fields.get(4)).orElseThrow(IllegalArgumentException::new),
        Integer.parseInt(fields.get(5)),
        new Uscc(fields.get(6)),
        new Division(fields.get(7)),
        fields.get(8).equals(NONE) ? null : CertificateState.ofColumn(fields.get(8)),
        CertificateState.ofColumn(fields.get(9)),
        fields.get(10).equals(NONE)
            ? null
            : RevocationReason.ofWire(fields.get(10)).orElseThrow(IllegalArgumentException::new),
        Instant.parse(fields.get(11)),
        instant(fields.get(12)),
        instant(fields.get(13)),
        Instant.parse(fields.get(14)),
        HEX.parseHex(fields.get(2)));
  }

  private static String write(@Nullable Instant instant) {
    return instant == null ? NONE : instant.toString();
  }

  private static @Nullable Instant instant(String text) {
    return text.equals(NONE) ? null : Instant.parse(text);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return HEX.toHexDigits((int) crc.getValue());
  }
}
