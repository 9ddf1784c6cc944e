package org.zhengyan.bench;

import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import tools.jackson.databind.JsonNode;

/**
 * A registry as large as the country's, and a file of 100,000 bodies, against a running server.
 *
 * <p>{@code fill JDBC-URL BODIES} writes bodies straight into the tables; {@code import BASE-URL ROWS}
 * sends a file through the API, two clients approving, and says how long each step took. A third word ends the
 * bodies' names, so that another one changes those of the same file; a fourth, a letter, begins other codes.
 */
final class RegistryLoad {
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  private static final int[] ORGANISATION = {3, 7, 9, 10, 5, 8, 4, 2};
  private static final String[] PLACES = {"南京", "苏州", "北京", "广州", "武汉", "成都", "西安", "沈阳"};
  private static final String[] CODES = {"3201", "3205", "1101", "4401", "4201", "5101", "6101", "2101"};
  private static final String[] KINDS = {
    "教育局", "第一中学", "图书馆", "人民医院", "文化馆", "林业站", "水利局", "实验小学"
  };
  private static final String HEADINGS =
      "统一社会信用代码,名称,行政区划代码,地址,负责人,登记机关,有效期自,有效期至\r\n";
  private static final Path KEYS = Path.of("keys-dev", "clients");
  private static final int PART = 256 << 10;

  private RegistryLoad() {}

  public static void main(String[] arguments) throws Exception {
    int number = Integer.parseInt(arguments[2]);
    switch (arguments[0]) {
      case "fill" -> fill(arguments[1], number);
      case "import" ->
          send(
              URI.create(arguments[1]),
              number,
              arguments.length > 3 ? arguments[3] : "甲",
              arguments.length > 4 ? arguments[4].charAt(0) : 'B');
      default -> throw new IllegalArgumentException("fill or import");
    }
  }

  private static String division(int i) {
    return CODES[i % 8] + "%02d".formatted(i / 8 % 20);
  }

  private static String name(int i) {
    return PLACES[i % 8] + "市第" + i / 8 + "区" + KINDS[i / 3 % 8];
  }

  static String code(String category, String division, int number, char letter) {
    String eight = letter + "%07d".formatted(number);
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      char c = eight.charAt(i);
      sum += (c <= '9' ? c - '0' : c - 'A' + 10) * ORGANISATION[i];
    }
    int check = 11 - sum % 11;
    String seventeen = category + division + eight + (check == 10 ? "X" : check == 11 ? "0" : "" + check);
    int all = 0;
    for (int i = 0; i < 17; i++) {
      all += ALPHABET.indexOf(seventeen.charAt(i)) * WEIGHTS[i];
    }
    return seventeen + ALPHABET.charAt((31 - all % 31) % 31);
  }

  private static void fill(String url, int bodies) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica"); // the heads come in one go below
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < bodies; i++) {
        boolean organ = i % 10 < 3;
        String status = organ ? "normal" : i % 97 == 0 ? "cancelled" : i % 1009 == 0 ? "frozen" : "normal";
        rows.append(code(organ ? "11" : "12", division(i), i, 'A')).append("\t1\t2020-01-01\t");
        rows.append(organ ? "organ" : "publicInstitution").append("\t{").append(name(i)).append("}\t{}\t");
        rows.append(division(i)).append("\t测试路\t测试\t测试机关\t2020-01-01\t").append(status).append('\t');
        rows.append(organ ? "\\N\t\\N" : i % 50 == 0 ? "2020-01-01\t2025-01-01" : "2023-01-01\t2028-01-01");
        rows.append("\t{}\n");
        if (i % 20_000 == 19_999 || i == bodies - 1) {
          copy.copyIn(
              "copy institution_version (uscc, version, effective_on, kind, names, abbreviations, division,"
                  + " address, head, authority, issued_on, status, valid_from, valid_to, sponsors) from stdin",
              new StringReader(rows.toString()));
          rows.setLength(0);
        }
      }
      statement.execute("set session_replication_role = origin");
      statement.execute(
          "insert into institution_head select distinct on (uscc) uscc, version, kind, division, status, valid_to,"
              + " names[1], institution_form(names[1]) from institution_version order by uscc, version desc"
              + " on conflict do nothing");
      statement.execute("vacuum analyze institution_head");
      statement.execute("vacuum analyze institution_version");
    }
  }

  private static void send(URI base, int rows, String mark, char letter) throws Exception {
    ApiClient clerk = new ApiClient(base, KEYS, "demo-clerk", "registry.submit");
    ApiClient reviewer = new ApiClient(base, KEYS, "demo-reviewer", "registry.approve");
    StringBuilder text = new StringBuilder(HEADINGS);
    for (int i = 0; i < rows; i++) {
      text.append(code("12", division(i), i, letter)).append(',').append(name(i)).append(mark).append(',');
      text.append(division(i)).append(",测试路1号,测试,测试机关,2024-01-01,2028-12-31\r\n");
    }
    byte[] file = text.toString().getBytes(StandardCharsets.UTF_8);
    long begin = System.nanoTime();
    JsonNode begun = clerk.post("/api/v1/registry-imports", Map.of("name", "bench.csv"));
    String path = "/api/v1/registry-imports/" + begun.path("id").asString();
    for (int from = 0, part = 0; from < file.length; from += PART, part++) {
      byte[] some = Arrays.copyOfRange(file, from, Math.min(from + PART, file.length));
      clerk.put(
          path + "/parts/" + part, Map.of("data", Base64.getUrlEncoder().withoutPadding().encodeToString(some)));
    }
    say("uploaded", begin);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    clerk.post(path + "/check", Map.of("sha256", sha256));
    JsonNode checked = until(clerk, path, "checking");
    System.out.println(checked.path("rows"));
    say("checked", begin);
    JsonNode submitted = clerk.post(path + "/submission", null);
    reviewer.post(path + "/approval", Map.of("digest", submitted.path("digest").asString()));
    say("approved", begin);
    JsonNode applied = until(clerk, path, "applying");
    say(applied.path("state").asString(), begin);
    System.out.printf(
        "load average %.1f%n", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static JsonNode until(ApiClient client, String path, String moving) throws Exception {
    while (true) {
      JsonNode now = client.get(path);
      if (!now.path("state").asString().equals(moving)) {
        return now;
      }
      Thread.sleep(250);
    }
  }

  private static void say(String what, long begin) {
    System.out.printf("%-12s %6.1f s%n", what, Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0);
  }
}
