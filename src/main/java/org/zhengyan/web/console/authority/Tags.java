package org.zhengyan.web.console.authority;

import java.time.Instant;
import java.util.Locale;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.RowCount;
import org.zhengyan.web.console.Show;
import org.zhengyan.web.console.StatusTag;
import org.zhengyan.web.console.View;
import org.zhengyan.web.html.Html;

/** States as tags, and counts with "about" where they are estimates. */
final class Tags {
  private Tags() {}

  static Html body(InstitutionStatus status, View view) {
    StatusTag tag =
        switch (status) {
          case NORMAL -> StatusTag.GOOD;
          case FROZEN -> StatusTag.HELD;
          case VOID, REVOKED, CANCELLED -> StatusTag.BAD;
        };
    return tag.of(view.text("status." + status.wire()));
  }

  /** The state of a certificate that has run out: it is not revoked, and nobody accepts it. */
  static final String EXPIRED = "expired";

  /** What a certificate is now: its state, or that it has run out. */
  static String standing(IssuedCertificate certificate, Instant now) {
    return standing(certificate.state().name().toLowerCase(Locale.ROOT), certificate.notAfter(), now);
  }

  static String standing(String state, Instant notAfter, Instant now) {
    return notAfter.isBefore(now) && !state.equals("revoked") ? EXPIRED : state;
  }

  /** @param state {@code good | suspended | revoked | expired} */
  static Html certificate(String state, View view) {
    StatusTag tag =
        switch (state) {
          case "good" -> StatusTag.GOOD;
          case "suspended", "reserved" -> StatusTag.HELD;
          case "revoked" -> StatusTag.BAD;
          case EXPIRED -> StatusTag.ENDED;
          default -> StatusTag.UNKNOWN;
        };
    return tag.of(view.text("certificate." + state));
  }

  /** A proposal, an application, an import. */
  static Html progress(String state, View view) {
    StatusTag tag =
        switch (state) {
          case "applied", "approved", "issued", "accepted" -> StatusTag.GOOD;
          case "refused", "faulty", "appliedInPart", "altered" -> StatusTag.BAD;
          case "lapsed", "withdrawn" -> StatusTag.ENDED;
          default -> StatusTag.WAITING;
        };
    return tag.of(view.text("progress." + state));
  }

  static String count(RowCount count, View view) {
    return count.exact() ? Show.count(count.number()) : view.text("about", Show.count(rounded(count.number())));
  }

  static long rounded(RowCount count) {
    return count.exact() ? count.number() : rounded(count.number());
  }

  /** Three digits: an estimate has no more. */
  static long rounded(long number) {
    long unit = 1;
    while (number / unit >= 1_000) {
      unit *= 10;
    }
    return Math.round((double) number / unit) * unit;
  }
}
