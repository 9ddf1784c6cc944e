package org.zhengyan.access;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A browser that is signed in, for tests of pages: it has the session's cookie and the token of its forms.
 * No password and no code is spent; {@code SignInPageTest} signs in as people do.
 */
public final class TestSignIn {
  private static final HttpClient HTTP = HttpClient.newHttpClient(); // follows no redirect

  private final String base;
  private final SessionToken token;

  private TestSignIn(String base, SessionToken token) {
    this.base = base;
    this.token = token;
  }

  /** Signed in as that account of the running application, such as {@code clerk@national}. */
  public static TestSignIn as(ApplicationContext application, String login) {
    JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
    String account = jdbc.queryForObject("select id from account where login = ?", String.class, login);
    Sessions.Opened opened = application.getBean(Sessions.class).open(String.valueOf(account), null, null, null);
    return new TestSignIn(base(application), opened.token());
  }

  /** An account of the dev profile for each role there is, in the roles' order. */
  public static List<DevAccounts.DevAccount> oneOfEachRole() {
    return Arrays.stream(Role.values())
        .map(role -> DevAccounts.ALL.stream().filter(account -> account.role() == role).findFirst())
        .map(Optional::orElseThrow)
        .toList();
  }

  private static String base(ApplicationContext application) {
    Environment environment = application.getEnvironment();
    return "http://localhost:" + environment.getRequiredProperty("local.server.port");
  }

  /** The Cookie header. */
  public String cookie() {
    return cookieName() + '=' + token.cookie();
  }

  /** For browsers that are driven: their cookie's name and value. */
  public String cookieName() {
    return "zhengyan";
  }

  public String cookieValue() {
    return token.cookie();
  }

  /** The hidden member of forms. */
  public String csrf() {
    return token.csrf();
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** Sends a form as a page of the service does, with its token. */
  public HttpResponse<String> post(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    String form =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + '=' + encode(field.getValue()))
            .collect(Collectors.joining("&", "csrf=" + csrf() + (fields.isEmpty() ? "" : "&"), ""));
    return send(
        request(path)
            .header("Origin", base)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  /** A request with the cookie, and nothing else yet. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Cookie", cookie());
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** The value of the hidden member of that name on a page; empty where there is none. */
  public static String hidden(HttpResponse<String> page, String name) {
    return Visitor.hidden(page, name);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
