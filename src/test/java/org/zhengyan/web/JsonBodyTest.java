package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.zhengyan.ServerTest;
import org.zhengyan.web.RawHttp.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a body in JSON must be to be read, each time by one broken thing, and what is said of data not needed. */
@ServerTest
@Import(EdgeTest.Probe.class)
@NullUnmarked
class JsonBodyTest {
  static final String GOOD =
      """
      {"text": "t", "number": 1, "flag": true, "list": ["a"], "inner": {"name": "n", "division": "320100"},
       "at": "2026-01-02T03:04:05Z", "on": "2026-01-02", "lasts": "PT10S", "bytes": "-_8", "scope": "MATCH"}""";

  @LocalServerPort int port;
  private RawHttp http;

  @BeforeEach
  void connect() {
    http = new RawHttp(port);
  }

  @Test
  void readsAndWritesTheGoodOne() throws IOException {
    Answer answer = post(GOOD);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(JsonMapper.shared().readTree(GOOD));
  }

  static Stream<List<String>> abuses() {
    return Stream.of(
        List.of("unknown member", good("\"flag\"", "\"extra\": 1, \"flag\""), "400", "/extra", "unknown-member"),
        List.of("unknown nested member", good("\"name\"", "\"x\": 1, \"name\""), "400", "/inner/x", "unknown-member"),
        List.of("duplicate member", good("\"flag\"", "\"number\": 1, \"flag\""), "400", "", ""),
        List.of("duplicate nested member",
            good("\"name\"", "\"name\": \"m\", \"name\""), "400", "/inner", "duplicate-member"),
        List.of("trailing token", GOOD + " {}", "400", "", ""),
        List.of("trailing text", GOOD + "x", "400", "", ""),
        List.of("text for number", good("1,", "\"1\","), "400", "/number", "wrong-type"),
        List.of("fraction for number", good("1,", "1.0,"), "400", "/number", "wrong-type"),
        List.of("number out of range", good("1,", "99999999999,"), "400", "/number", ""),
        List.of("long number", good("1,", "1" + "0".repeat(400) + ","), "400", "", ""),
        List.of("exponent", good("1,", "1e999999999,"), "400", "", ""),
        List.of("null for number", good("1,", "null,"), "400", "/number", ""),
        List.of("missing number", good("\"number\": 1, ", ""), "400", "/number", ""),
        List.of("text for boolean", good("true", "\"true\""), "400", "/flag", "wrong-type"),
        List.of("number for boolean", good("true", "1"), "400", "/flag", "wrong-type"),
        List.of("number for text", good("\"t\"", "5"), "400", "/text", "wrong-type"),
        List.of("boolean for text", good("\"t\"", "true"), "400", "/text", "wrong-type"),
        List.of("object for text", good("\"t\"", "{}"), "400", "/text", "wrong-type"),
        List.of("array for text", good("\"t\"", "[\"t\"]"), "400", "/text", "wrong-type"),
        List.of("text for list", good("[\"a\"]", "\"a\""), "400", "/list", "wrong-type"),
        List.of("null in list", good("[\"a\"]", "[\"a\", null]"), "400", "/list/1", ""),
        List.of("empty text for object",
            good("{\"name\": \"n\", \"division\": \"320100\"}", "\"\""), "400", "/inner", ""),
        List.of("rule of a type", good("320100", "032010"), "422", "/inner/division", "invalid-value"),
        List.of("number for time", good("\"2026-01-02T03:04:05Z\"", "1767323045"), "400", "/at", "wrong-type"),
        List.of("time without zone", good("04:05Z", "04:05"), "400", "/at", ""),
        List.of("array for day", good("\"2026-01-02\"", "[2026,1,2]"), "400", "/on", "wrong-type"),
        List.of("number for day", good("\"2026-01-02\"", "20000"), "400", "/on", "wrong-type"),
        List.of("impossible day", good("\"2026-01-02\"", "\"2026-02-30\""), "400", "/on", ""),
        List.of("absurd year", good("\"2026-01-02\"", "\"+999999999-01-01\""), "400", "/on", ""),
        List.of("number for duration", good("\"PT10S\"", "10"), "400", "/lasts", "wrong-type"),
        List.of("padded bytes", good("-_8", "-_8="), "400", "/bytes", ""),
        List.of("plain base64", good("-_8", "+/8"), "400", "/bytes", ""),
        List.of("number for enum", good("\"MATCH\"", "1"), "400", "/scope", ""),
        List.of("unknown enum", good("\"MATCH\"", "\"match-all\""), "400", "/scope", "invalid-value"),
        List.of("empty enum", good("\"MATCH\"", "\"\""), "400", "/scope", ""),
        List.of("enum in another case", good("\"MATCH\"", "\"match\""), "400", "/scope", ""),
        List.of("half a surrogate pair", good("\"t\"", "\"\\ud83d\""), "400", "", ""),
        List.of("surrogates reversed", good("\"t\"", "\"\\ude00\\ud83d\""), "400", "", ""),
        List.of("raw control", good("\"t\"", "\"a\nb\""), "400", "", ""),
        List.of("comment", good("\"t\"", "/* */ \"t\""), "400", "", ""),
        List.of("single quotes", good("\"t\"", "'t'"), "400", "", ""),
        List.of("NaN", good("1,", "NaN,"), "400", "", ""),
        List.of("leading zero", good("1,", "01,"), "400", "", ""),
        List.of("trailing comma", good("\"MATCH\"", "\"MATCH\","), "400", "", ""),
        List.of("cut off", GOOD.substring(0, 40), "400", "", ""),
        List.of("array for document", "[" + GOOD + "]", "400", "", ""),
        List.of("text for document", "\"\"", "400", "", ""),
        List.of("null for document", "null", "400", "", ""),
        List.of("number for document", "7", "400", "", ""),
        List.of("no document", "", "400", "", ""),
        List.of("only space", "   ", "400", "", ""),
        List.of("deep arrays", good("[\"a\"]", "[".repeat(5000) + "]".repeat(5000)), "400", "", ""),
        List.of("deep objects", "{\"inner\":".repeat(9000), "400", "", ""),
        List.of("long name", good("\"flag\"", "\"" + "n".repeat(60_000) + "\": 1, \"flag\""), "400", "", ""));
  }

  @ParameterizedTest
  @MethodSource("abuses")
  void refusesAbuse(List<String> row) throws IOException {
    Answer answer = post(row.get(1));
    assertThat(answer.status()).as(row.getFirst() + answer.body()).isEqualTo(Integer.parseInt(row.get(2)));
    assertThat(answer.headers()).contains("Content-Type: application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
    assertThat(problem.path("type").asString()).startsWith("urn:zhengyan:problem:");
    assertThat(answer.body()).doesNotContain("tools.jackson").doesNotContain("org.zhengyan").doesNotContain("java.");
    if (!row.get(3).isEmpty()) {
      assertThat(problem.at("/errors/0/pointer").asString()).as(answer.body()).isEqualTo(row.get(3));
    }
    if (!row.get(4).isEmpty()) {
      assertThat(problem.at("/errors/0/code").asString()).as(answer.body()).isEqualTo(row.get(4));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bankAccount", "bank_account", "BANK-ACCOUNT", "bank account", "bankAccountNumber", "ｂａｎｋＡｃｃｏｕｎｔ",
        "b\\u0061nkAccount", "officialLetter", "official_letter", "authorizationLetter", "legalRepresentative",
        "legalRepresentativeIdCard", "legal_rep", "idCard", "yinhangZhanghao", "kaihuhang", "fadingdaibiaoren",
        "fddbr", "银行账号", "公函", "法定代表人", "身份证号码", "passport"
      })
  void explainsDataNotNeeded(String name) throws IOException {
    for (String body :
        List.of(
            good("\"flag\"", "\"" + name + "\": \"x\", \"flag\""),
            good("\"name\"", "\"" + name + "\": {\"no\": 1}, \"name\""),
            "{\"unknown\": 1, \"number\": \"1\", \"number\": 2, \"" + name + "\" :",
            "[".repeat(40) + "{\"" + name + "\": 1")) {
      Answer answer = post(body);
      assertThat(answer.status()).as(body + answer.body()).isEqualTo(422);
      assertThat(answer.json().path("type").asString()).isEqualTo("urn:zhengyan:problem:data-not-needed");
      assertThat(answer.json().path("detail").asString()).contains("article 7");
    }
  }

  @Test
  void pointsAtDataNotNeeded() throws IOException {
    Answer answer = post("{\"a\": [1, {\"b/c\": 1, \"bankAccount\": 1}], \"letterScan\": \"\"}");
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/a/1/bankAccount");
    assertThat(answer.json().at("/errors/1/pointer").asString()).isEqualTo("/letterScan");
    assertThat(answer.json().at("/errors/1/code").asString()).isEqualTo("letter-data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bankAccount", "x\": \"bankAccount"})
  void readsOnlyNames(String value) throws IOException {
    Answer answer = post(good("\"flag\"", "\"unknown\": \"" + value + "\", \"flag\""));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void explainsDataNotNeededEvenWhenTheLetterIsTooLarge() throws IOException {
    Answer answer = post("{\"officialLetter\": \"" + "A".repeat(700_000) + "\"}");
    assertThat(answer.status()).isEqualTo(422);
  }

  @Test
  void explainsDataNotNeededInTheQuery() throws IOException {
    assertThat(http.get("/api/v1/probe/320100?bank_account=1").status()).isEqualTo(422);
  }

  @Test
  void refusesALargeBody() throws IOException {
    Answer answer = post(good("\"t\"", "\"" + "t".repeat(BufferedRequest.LIMIT) + "\""));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.type()).isEqualTo("urn:zhengyan:problem:too-large");
  }

  @Test
  void refusesALargeBodyInChunks() throws IOException {
    StringBuilder chunks = new StringBuilder();
    for (int i = 0; i < 130; i++) {
      chunks.append("400\r\n").append(" ".repeat(1024)).append("\r\n");
    }
    Answer answer =
        http.send(
            "POST /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void refusesABrokenChunk() throws IOException {
    Answer answer =
        http.send(
            "POST /api/v1/probe HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.type()).isEqualTo("urn:zhengyan:problem:malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0af", "eda080", "f4908080", "ff", "c3", "f09f98"})
  void refusesInvalidUtf8(String hex) throws IOException {
    byte[] head = "{\"text\": \"".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(head);
    body.write(java.util.HexFormat.of().parseHex(hex));
    body.write("\", \"number\": 1, \"flag\": true}".getBytes(StandardCharsets.UTF_8));
    Answer answer = post(body.toByteArray(), "application/json");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void refusesUtf16() throws IOException {
    assertThat(post(GOOD.getBytes(StandardCharsets.UTF_16LE), "application/json").status()).isEqualTo(400);
    assertThat(post(GOOD.getBytes(StandardCharsets.UTF_16), "application/json").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/merge-patch+json",
        "application/json;charset=GB18030", "*/*", "nonsense", "multipart/form-data; boundary=x"
      })
  void refusesAnotherMediaType(String type) throws IOException {
    Answer answer = post(GOOD.getBytes(StandardCharsets.UTF_8), type);
    assertThat(answer.status()).as(answer.body()).isEqualTo(415);
    assertThat(answer.type()).isEqualTo("urn:zhengyan:problem:unsupported-media-type");
  }

  @Test
  void explainsDataNotNeededInAnotherMediaType() throws IOException {
    assertThat(post("{\"bankAccount\": 1}".getBytes(StandardCharsets.UTF_8), "text/json").status()).isEqualTo(422);
  }

  private static String good(String part, String replacement) {
    assertThat(GOOD).contains(part);
    return GOOD.replace(part, replacement);
  }

  private Answer post(String body) throws IOException {
    return post(body.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  private Answer post(byte[] body, String type) throws IOException {
    return http.post("/api/v1/probe", body, type);
  }
}
