package org.zhengyan.web.console;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.zhengyan.access.SignedIn;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.principal.Actor;
import org.zhengyan.principal.IdempotentRequest;
import org.zhengyan.principal.RandomId;

/**
 * The request as a page sees it: console, language, words, the reader's token against forged requests.
 * Handlers take it as a parameter and make pages and forms with it.
 */
public final class View {
  /** Under this name {@code access} leaves the token that forms carry. */
  static final String CSRF = "org.zhengyan.access.csrf";

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

  private final HttpServletRequest request;
  private final Console console;
  private final Messages messages;
  private final Surroundings surroundings;

  /** What all pages share: the files, the sections that this reader may open, the kind of environment. */
  interface Surroundings {
    ConsoleAssets assets();

    List<Navigation.Item> sections(Console console, HttpServletRequest request);

    ServiceEnvironment environment();
  }

  View(HttpServletRequest request, Console console, Language language, Surroundings surroundings) {
    this.request = request;
    this.console = console;
    this.messages = Messages.of(console, language);
    this.surroundings = surroundings;
  }

  /** A page with the words of {@code titleKey} as its title and heading. */
  public Page page(String titleKey, Object... arguments) {
    return new Page(this, text(titleKey, arguments));
  }

  /** A form that posts to {@code action}, with all that guards it. */
  public Form form(String action) {
    return new Form(this, "post", action);
  }

  /** A form whose fields become the query of {@code action}: filters and searches. */
  public Form search(String action) {
    return new Form(this, "get", action);
  }

  public String text(String key, Object... arguments) {
    return messages.text(key, arguments);
  }

  public Messages messages() {
    return messages;
  }

  public Language language() {
    return messages.language();
  }

  public Console console() {
    return console;
  }

  public String path() {
    return request.getRequestURI();
  }

  /** The hashed path of a file in {@code web/console}. */
  public String asset(String name) {
    return surroundings.assets().path(name);
  }

  /** What was typed into a field, stripped; empty for nothing. */
  public String typed(String field) {
    String value = request.getParameter(field);
    return value == null ? "" : value.strip();
  }

  public List<String> typedAll(String field) {
    String[] values = request.getParameterValues(field);
    return values == null ? List.of() : List.of(values);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(request.getParameter(name)).map(String::strip).filter(value -> !value.isEmpty());
  }

  /**
   * This post as {@link org.zhengyan.principal.Idempotency} compares it: the key is the form's own hidden one,
   * so that a second press of the button repeats the first answer.
   */
  public IdempotentRequest idempotent(Actor actor) {
    String key = request.getParameter(Form.ONCE);
    return new IdempotentRequest(
        actor.clientId(), key != null && KEY.matcher(key).matches() ? key : null, digest());
  }

  private byte[] digest() {
    StringBuilder all = new StringBuilder(request.getMethod()).append(' ').append(request.getRequestURI());
    for (Map.Entry<String, String[]> field : new TreeMap<>(request.getParameterMap()).entrySet()) {
      if (!field.getKey().equals(Form.CSRF) && !field.getKey().equals(Form.ONCE)) {
        for (String value : field.getValue()) {
          all.append('\n').append(field.getKey().length()).append(':').append(field.getKey());
          all.append('=').append(value.length()).append(':').append(value);
        }
      }
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Nullable String csrf() {
    return (String) request.getAttribute(CSRF);
  }

  /** A new key for a form; a form that is shown again keeps the one that it came with only if it was not used. */
  String once() {
    return RandomId.next();
  }

  /** Who is signed in, as the frame names the reader; null for nobody. */
  @Nullable String signedIn() {
    SignedIn who = (SignedIn) request.getAttribute(SignedIn.class.getName());
    return who == null
        ? null
        : who.roles().stream().sorted().map(role -> text("role." + role.wire())).collect(Collectors.joining(" · "));
  }

  /** This page in the other language; null after a post, which is not repeated for a language. */
  @Nullable String inOtherLanguage() {
    if (!request.getMethod().equals("GET")) {
      return null;
    }
    String query = request.getQueryString() == null ? "" : request.getQueryString();
    String other = (language() == Language.ZH ? Language.EN : Language.ZH).wire();
    String kept =
        Arrays.stream(query.split("&"))
            .filter(part -> !part.isEmpty() && !part.startsWith("lang="))
            .map(part -> part + "&")
            .collect(Collectors.joining());
    return request.getRequestURI() + "?" + kept + "lang=" + other;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  HttpServletRequest request() {
    return request;
  }
}
