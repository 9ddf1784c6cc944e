package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.zhengyan.ServerTest;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.web.oauth.OAuthCaller;
import org.zhengyan.web.oauth.OAuthCaller.Answer;

/** Whatever a caller sends, and whatever goes wrong with it, the log tells neither names nor tokens. */
@Isolated("it reads everything that is logged")
@ServerTest
@Import(LogsTest.Probe.class)
@NullUnmarked
class LogsTest {
  private static final String NAME = "张三丰的手机号13800138000";
  private static final String SECRET = "SECRETsecretSECRET";

  @LocalServerPort int port;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = loggers.getLogger("org.zhengyan");
  private OAuthCaller caller;

  @RestController
  static class Probe {
    private final JdbcTemplate jdbc;

    Probe(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    /** The database refuses a row, and its detail would repeat it. */
    @PostMapping("/api/v1/probe/row")
    @Unauthenticated("a test")
    String row(@RequestBody Map<String, String> body) {
      jdbc.execute("create table if not exists probe_row (name text unique)");
      jdbc.update("insert into probe_row values (?)", body.get("name"));
      return "kept";
    }
  }

  @BeforeEach
  void listen() {
    caller = new OAuthCaller(port);
    log.start();
    root.addAppender(log);
    root.setLevel(Level.INFO);
    ours.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    root.setLevel(Level.WARN);
    ours.setLevel(null);
  }

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  @Test
  void keepsNamesAndTokensOutOfTheLog() {
    String token = caller.accessToken("demo-clerk");
    Map<String, String> authorized =
        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token);
    String path = "/api/v1/operators";

    caller.get(path, "Authorization", "Bearer " + token);
    caller.get(path, "Authorization", "Bearer " + SECRET);
    caller.get(path + "?q=" + SECRET, "Authorization", "Bearer " + token);
    caller.get("/" + SECRET);
    caller.get(path, "X-Request-Id", SECRET + " " + SECRET);
    caller.token(SECRET);
    caller.token(OAuthCaller.assertion("demo-clerk", c -> c.put("jti", SECRET)));
    caller.token(OAuthCaller.assertion("demo-clerk", c -> c.put("aud", SECRET)));
    caller.send("POST", path, "{\"name\": \"" + NAME + "\", \"x\": 1}", authorized);
    caller.send("POST", path, "{\"name\": \"" + NAME + "\"", authorized);
    caller.send("POST", path, "{\"" + NAME + "\": 1}", authorized);
    caller.send("POST", path, "{\"name\": [\"" + NAME + "\"]}", authorized);
    caller.send("POST", path, "{\"legalRepresentative\": \"" + NAME + "\"}", authorized);
    Answer submitted =
        caller.send(
            "POST",
            "/api/v1/clients",
            "{\"id\": \"log-client\", \"owner\": {\"name\": \"" + NAME + "\"}, \"operator\": \"x\"}",
            authorized);
    assertThat(submitted.status()).isEqualTo(400);

    List<String> lines = lines();
    assertThat(lines).isNotEmpty();
    assertThat(lines).noneMatch(line -> line.contains(NAME) || line.contains("13800138000"));
    assertThat(lines).noneMatch(line -> line.contains(SECRET) || line.contains(token));
    assertThat(lines).noneMatch(line -> line.contains("eyJ"));
    assertThat(lines).noneMatch(line -> line.contains("127.0.0.1"));
  }

  @Test
  void keepsTheDetailOfADatabaseErrorOutOfTheLog() {
    String body = "{\"name\": \"" + NAME + "\"}";
    caller.send("POST", "/api/v1/probe/row", body, JSON);
    assertThat(caller.send("POST", "/api/v1/probe/row", body, JSON).status()).isEqualTo(500);
    assertThat(lines()).anyMatch(line -> line.contains("duplicate key"));
    assertThat(lines()).noneMatch(line -> line.contains(NAME));
  }

  @Test
  void namesRequestAndClientInEachLine() {
    String token = caller.accessToken("demo-clerk");
    caller.get(
        "/api/v1/operators/nothing", "Authorization", "Bearer " + token, "X-Request-Id", "the-request");
    assertThat(log.list)
        .anyMatch(
            event ->
                "the-request".equals(event.getMDCPropertyMap().get("requestId"))
                    && "demo-clerk".equals(event.getMDCPropertyMap().get("client")));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      lines.add(
          event.getFormattedMessage()
              + event.getMDCPropertyMap()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return lines;
  }
}
