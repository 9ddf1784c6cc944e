package org.zhengyan.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");

  @Test
  void writesMembersInTheOrderOfRfc8785() {
    Event event = Event.of("certificate.issued", "00ab", Map.of("serial", "1", "ca", "organ-sm2"));
    assertThat(text(event))
        .isEqualTo(
            """
            {"members":{"ca":"organ-sm2","serial":"1"},"occurredAt":"2026-11-22T12:00:00.123456Z",\
            "subject":"00ab","type":"certificate.issued"}""");
  }

  @Test
  void sortsByUtf16CodeUnitsWhateverTheCallersOrder() {
    // The example of RFC 8785 section 3.2.3: a pair of surrogates sorts before U+FB33.
    TreeMap<String, String> reversed = new TreeMap<>(Comparator.reverseOrder());
    String emoji = "\ud83d\ude02";
    for (String key : new String[] {"\u20ac", "\r", "\ufb33", "1", "\u0080", "\u00f6", emoji}) {
      reversed.put(key, "");
    }
    assertThat(new Event("t", "s", reversed).members().keySet())
        .containsExactly("\r", "1", "\u0080", "\u00f6", "\u20ac", emoji, "\ufb33");
  }

  @Test
  void escapesOnlyWhatRfc8785Escapes() {
    Event event = Event.of("t", "\u20ac$\u000f\nA'B\"\\\\\"/\u0000\u001f\b\t\f\r\u007f\u2028", Map.of());
    assertThat(text(event))
        .contains("\"subject\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\u0000\\u001f\\b\\t\\f\\r\u007f\u2028\"");
  }

  @Test
  void isReadBackByAJsonParser() {
    String rare = "\ud87e\udc00\ud842\udfb7 \u0001";
    Event event = Event.of("t", rare, Map.of("a\"b", rare));
    var tree = JsonMapper.shared().readTree(event.canonical(NOON));
    assertThat(tree.get("subject").asString()).isEqualTo(rare);
    assertThat(tree.get("members").get("a\"b").asString()).isEqualTo(rare);
  }

  @Test
  void refusesALoneSurrogate() {
    for (String bad : new String[] {"\ud83d", "\ude02", "\ud83dx", "x\ude02\ud83d"}) {
      assertThatThrownBy(() -> Event.of("t", bad, Map.of()).canonical(NOON))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String text(Event event) {
    return new String(event.canonical(NOON), UTF_8);
  }
}
