package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.zhengyan.verification.Link.Match;

class LinkTest {
  private static final Instant NOW = Instant.parse("2026-11-22T15:00:10Z");
  private final Link.Fresh fresh = Link.create(new SecureRandom());
  private final Link link = fresh.link();

  @Test
  void secretOpensItsOwnSessionAlone() {
    assertThat(fresh.secret()).hasSize(43);
    assertThat(link.match(fresh.secret(), NOW, true)).isEqualTo(Match.ACCEPTED);
    assertThat(link.match(fresh.secret(), NOW, false)).isEqualTo(Match.ACCEPTED);
    assertThat(Link.create(new SecureRandom()).link().match(fresh.secret(), NOW, true)).isEqualTo(Match.NONE);
  }

  @Test
  void hashIsNoSecret() {
    String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(link.hash());
    assertThat(link.match(hash, NOW, true)).isEqualTo(Match.NONE);
  }

  @Test
  void qrCodeIsGoodInItsWindowAndTheNext() {
    String shown = link.qr(NOW);
    assertThat(link.qr(NOW.plusSeconds(19))).as("the same for thirty seconds").isEqualTo(shown);
    assertThat(link.qr(NOW.plusSeconds(20))).isNotEqualTo(shown);
    assertThat(link.match(shown, NOW.plusSeconds(49), true)).isEqualTo(Match.ACCEPTED);
    assertThat(link.match(shown, NOW.plusSeconds(50), true)).isEqualTo(Match.OUTDATED);
    assertThat(link.match(shown, NOW.minusSeconds(120), true)).isEqualTo(Match.OUTDATED);
  }

  @Test
  void qrCodeOpensNothingOnTheSameDevice() {
    assertThat(link.match(link.qr(NOW), NOW, false)).isEqualTo(Match.NONE);
  }

  @Test
  void qrCodeOfAnotherSessionIsNone() {
    assertThat(link.match(Link.create(new SecureRandom()).link().qr(NOW), NOW, true)).isEqualTo(Match.NONE);
  }

  @Test
  void qrCodeCannotBeMovedToAnotherWindow() {
    byte[] octets = Base64.getUrlDecoder().decode(link.qr(NOW.minusSeconds(300)));
    byte[] current = Base64.getUrlDecoder().decode(link.qr(NOW));
    System.arraycopy(current, 0, octets, 0, 4);
    String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    assertThat(link.match(forged, NOW, true)).isEqualTo(Match.NONE);
  }

  @Test
  void anythingElseIsNone() {
    for (String text : new String[] {"", "x", "A".repeat(43), "A".repeat(27), "é".repeat(27), "=".repeat(43)}) {
      assertThat(link.match(text, NOW, true)).as(text).isEqualTo(Match.NONE);
    }
  }

  @Test
  void codeHasSixDigitsAndStays() {
    assertThat(link.code()).matches("[0-9]{6}").isEqualTo(new Link(link.hash()).code());
  }

  /** Nodes of two versions show and accept the same; computed by another implementation of HMAC-SHA256. */
  @Test
  void codesFollowFromTheHashAsTheyAlwaysDid() {
    assertThat(ofOctets(1).code()).isEqualTo("012051");
    assertThat(ofOctets(99).code()).isEqualTo("001331");
    assertThat(ofOctets(1).qr(NOW)).isEqualTo("A5EqyPVh1p7wzHwT2Oa7Qu6WuE8");
  }

  private static Link ofOctets(int octet) {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) octet);
    return new Link(hash);
  }
}
