package org.zhengyan.status.ocsp;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * OCSP over HTTP (RFC 6960 appendix A, RFC 5019 sections 5 and 6): {@code POST /ocsp} and {@code GET
 * /ocsp/BASE64}.
 *
 * <p>A plain servlet, reached by {@link OcspShortcut}. It holds no session and reads at most {@value
 * #MAX_POST} octets.
 *
 * <p>An answer without a Nonce may be cached for what is left of a minute from its {@code thisUpdate};
 * every other one is {@code no-store}. Errors of OCSP are HTTP 200, as the RFC has it.
 */
final class OcspServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  static final String PATH = "/ocsp";
  static final int MAX_POST = 4_096;

  private static final int MAX_GET = 2_048;
  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final String RESPONSE = "application/ocsp-response";
  private static final String REQUEST = "application/ocsp-request";
  private static final String NO_STORE = "no-store";

  private final transient OcspResponder responder;
  private final transient Clock clock;

  OcspServlet(OcspResponder responder, Clock clock) {
    this.responder = responder;
    this.clock = clock;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getMethod()) {
      case "GET" -> get(request, response);
      case "POST" -> post(request, response);
      default -> {
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setHeader("Allow", "GET, POST");
      }
    }
  }

  private void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getRequestURI();
    int start = request.getContextPath().length() + PATH.length() + 1;
    byte[] octets =
        path.length() <= start || path.length() - start > MAX_GET
            ? null
            : PathBase64.decode(path, start);
    OcspAnswer answer =
        octets == null ? OcspAnswer.MALFORMED_REQUEST : responder.answer(octets);
    Instant thisUpdate = answer.thisUpdate();
    String tag = answer.tag();
    if (tag == null || thisUpdate == null) {
      send(response, answer.der(), NO_STORE);
      return;
    }
    long left = FRESH.minus(Duration.between(thisUpdate, clock.instant())).toSeconds();
    long maxAge = Math.clamp(left, 0, FRESH.toSeconds());
    response.setHeader("ETag", tag);
    response.setDateHeader("Last-Modified", thisUpdate.toEpochMilli());
    response.setDateHeader("Expires", clock.millis() + maxAge * 1_000);
    String caching = "max-age=" + maxAge + ", public, no-transform, must-revalidate";
    if (tag.equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      response.setHeader("Cache-Control", caching);
    } else {
      send(response, answer.der(), caching);
    }
  }

  private void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String type = request.getContentType();
    if (type == null || !mediaType(type).equalsIgnoreCase(REQUEST)) {
      response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
      response.setHeader("Accept", REQUEST);
      return;
    }
    byte[] octets = read(request);
    OcspAnswer answer =
        octets == null ? OcspAnswer.MALFORMED_REQUEST : responder.answer(octets);
    send(response, answer.der(), NO_STORE);
  }

  private static byte @Nullable [] read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > MAX_POST) {
      return null;
    }
    try (InputStream body = request.getInputStream()) {
      byte[] octets = body.readNBytes(MAX_POST + 1);
      return octets.length > MAX_POST ? null : octets;
    }
  }

  private static void send(HttpServletResponse response, byte[] der, String caching)
      throws IOException {
    response.setContentType(RESPONSE);
    response.setContentLength(der.length);
    response.setHeader("Cache-Control", caching);
    response.getOutputStream().write(der);
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
  }
}
