import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One request of somebody's browser and the answer to it, with what every answer carries. */
final class Browser {
  private static final int LARGEST = 64 * 1024;
  private static final String COOKIE = "sample=";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final HttpExchange exchange;
  private final String csp;

  Browser(HttpExchange exchange, String csp) {
    this.exchange = exchange;
    this.csp = csp;
  }

  void close() {
    exchange.close();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  boolean posted() {
    return exchange.getRequestMethod().equals("POST");
  }

  /** Whether a form was sent from a page of this platform: browsers name the origin with every POST. */
  boolean fromHere(String base) {
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
    return base.equals(origin) || "same-origin".equals(site);
  }

  /** The session of this browser, by its cookie; it gets one when it has none. */
  String session() {
    for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
      for (String cookie : header.split("; ")) {
        if (cookie.startsWith(COOKIE)) {
          return cookie.substring(COOKIE.length());
        }
      }
    }
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    String session = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    header("Set-Cookie", COOKIE + session + "; HttpOnly; SameSite=Lax; Path=/"); // and Secure, once on https
    return session;
  }

  Map<String, String> query() {
    return parameters(exchange.getRequestURI().getRawQuery());
  }

  Map<String, String> form() throws IOException {
    return parameters(body());
  }

  String body() throws IOException {
    return new String(exchange.getRequestBody().readNBytes(LARGEST), StandardCharsets.UTF_8);
  }

  void header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  void page(int status, Html html) throws IOException {
    send(status, "text/html; charset=utf-8", html.text().getBytes(StandardCharsets.UTF_8));
  }

  void json(int status, Map<String, Object> body) throws IOException {
    send(status, "application/json", Json.write(body).getBytes(StandardCharsets.UTF_8));
  }

  void redirect(String location) throws IOException {
    header("Location", location);
    send(303, "text/plain", new byte[0]);
  }

  void send(int status, String type, byte[] body) throws IOException {
    headers(type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Begins server-sent events. */
  void stream() throws IOException {
    headers("text/event-stream");
    exchange.sendResponseHeaders(200, 0);
  }

  void event(Map<String, Object> data) throws IOException {
    exchange.getResponseBody().write(("data: " + Json.write(data) + "\n\n").getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private void headers(String type) {
    header("Content-Type", type);
    header("Content-Security-Policy", csp);
    header("X-Content-Type-Options", "nosniff");
    header("Referrer-Policy", "no-referrer");
    header("Cache-Control", "no-store");
  }

  private static Map<String, String> parameters(String encoded) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (encoded != null) {
      for (String pair : encoded.split("&")) {
        String[] parts = pair.split("=", 2);
        if (parts.length == 2) {
          parameters.put(decoded(parts[0]), decoded(parts[1]).strip());
        }
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
