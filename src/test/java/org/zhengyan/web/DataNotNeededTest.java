package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

@NullUnmarked
class DataNotNeededTest {

  /** A body that is wrong in some other way must not be told that a member of the contract is not needed. */
  @Test
  void namesNoMemberOfTheContract() throws IOException {
    Set<String> members = new TreeSet<>();
    try (Reader yaml = Files.newBufferedReader(Path.of("api-spec", "openapi.yaml"))) {
      collect(new Yaml().load(yaml), members);
    }
    assertThat(members).hasSizeGreaterThan(100);
    assertThat(members)
        .allSatisfy(member -> assertThat(find("{\"" + member + "\": 1}")).as(member).isFalse());
  }

  private static void collect(Object node, Set<String> members) {
    if (node instanceof Map<?, ?> map) {
      if (map.get("properties") instanceof Map<?, ?> properties) {
        properties.keySet().forEach(name -> members.add(String.valueOf(name)));
      }
      map.values().forEach(value -> collect(value, members));
    } else if (node instanceof Collection<?> list) {
      list.forEach(value -> collect(value, members));
    }
  }

  /** Whatever the bytes, it ends, and it throws nothing. */
  @Test
  void readsAnyBytes() {
    Random random = new Random(7);
    byte[] alphabet = "{}[]\",:\\u00b bankAccount\n\0\u00ff".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = alphabet[random.nextInt(alphabet.length)];
      }
      DataNotNeeded.find(bytes);
    }
  }

  @Test
  void findsAMemberBehindTheLargestBody() {
    for (String unit : new String[] {"[", "{\"a\":[", "\\", "1,", "\"银行\","}) {
      String body = unit.repeat(BufferedRequest.LIMIT / unit.getBytes(StandardCharsets.UTF_8).length / 8);
      assertThat(find(body)).as(unit).isFalse();
      assertThat(find(body + "{\"bankAccount\" : ")).as(unit).isTrue();
    }
  }

  @Test
  void stopsReadingAfterSoManyNames() {
    String body = "{\"a\":".repeat(4_001) + "{\"bankAccount\":";
    assertThat(find(body)).isFalse();
  }

  private static boolean find(String json) {
    return DataNotNeeded.find(json.getBytes(StandardCharsets.UTF_8)).isPresent();
  }
}
