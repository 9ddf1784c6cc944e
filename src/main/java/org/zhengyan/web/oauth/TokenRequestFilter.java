package org.zhengyan.web.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.web.ProblemRenderer;

/**
 * Reads the form of a token request or a pushed request, strictly, for the filters after it (RFC 6749
 * section 3.2): POST, a bounded form in UTF-8, nothing in the query, no parameter twice; one without a
 * value counts as absent.
 *
 * <p>Failures of the protocol have the protocol's form (section 5.2); the others (405, 413, 503) are
 * problems as everywhere.
 */
final class TokenRequestFilter extends OncePerRequestFilter {
  private static final int LONGEST = 32 * 1024;
  private static final int MOST_PARAMETERS = 32;

  private final AuthorizationServerContext context;
  private final OAuthErrorWriter errors;
  private final ProblemRenderer problems;

  TokenRequestFilter(
      AuthorizationServerContext context, OAuthErrorWriter errors, ProblemRenderer problems) {
    this.context = context;
    this.errors = errors;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      problems.write(
          request, response, Refusal.of(Problem.METHOD_NOT_ALLOWED, "Clients ask here by POST"));
      return;
    }
    try {
      TokenRequest form = new TokenRequest(request, parse(request));
      AuthorizationServerContextHolder.setContext(context);
      chain.doFilter(form, response);
    } catch (InvalidToken e) {
      errors.write(response, 400, "invalid_request", e.sentence());
    } catch (RuntimeException e) {
      problems.write(request, response, problems.refusal(e));
    } finally {
      AuthorizationServerContextHolder.resetContext();
    }
  }

  private static Map<String, String> parse(HttpServletRequest request)
      throws IOException, InvalidToken {
    if (request.getQueryString() != null) {
      throw new InvalidToken("parameters belong into the body");
    }
    if (request.getHeader("Authorization") != null) {
      throw new InvalidToken("clients authenticate by client_assertion alone");
    }
    if (!isForm(request.getContentType())) {
      throw new InvalidToken("the body is application/x-www-form-urlencoded in UTF-8");
    }
    byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      throw Refusal.of(Problem.TOO_LARGE, "Such a request has at most " + LONGEST / 1024 + " kB");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : utf8(body).split("&", MOST_PARAMETERS + 1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (name.isEmpty()) {
        continue;
      }
      if (parameters.put(name, value) != null || parameters.size() > MOST_PARAMETERS) {
        throw new InvalidToken("a parameter stands twice, or there are too many");
      }
    }
    parameters.values().removeIf(String::isEmpty);
    return parameters;
  }

  private static boolean isForm(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).replace(" ", "").split(";", 3);
    return parts[0].equals("application/x-www-form-urlencoded")
        && (parts.length == 1 || parts[1].isEmpty() || parts[1].equals("charset=utf-8"));
  }

  private static String decode(String part) throws InvalidToken {
    try {
      String decoded = URLDecoder.decode(part, StandardCharsets.UTF_8);
      if (decoded.indexOf('\uFFFD') < 0) {
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidToken("the form is malformed");
  }

  private static String utf8(byte[] body) throws InvalidToken {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidToken("the form is malformed");
    }
  }
}
