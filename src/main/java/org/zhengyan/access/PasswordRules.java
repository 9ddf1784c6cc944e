package org.zhengyan.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Which passwords are taken (NIST SP 800-63B-4 section 3.1.1): twelve to a hundred characters, none of the
 * many use, none made of the login name or of one character. Nothing else is demanded of them, and nothing
 * runs out.
 */
final class PasswordRules {
  static final int SHORTEST = 12;
  static final int LONGEST = 100;

  private static final Set<String> REFUSED = read();

  private PasswordRules() {}

  /** @throws Refusal {@code refused-by-rule} at {@code /password} */
  static void require(String password, String login) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw refused("password-length", "a password has 12 to 100 characters; a sentence is a good one");
    }
    String plain = password.toLowerCase(Locale.ROOT);
    String letters = plain.replaceAll("[^\\p{L}\\p{N}]", "");
    if (letters.codePoints().distinct().count() < 5) {
      throw refused("password-plain", "it repeats the same few characters");
    }
    String name = login.substring(0, login.indexOf('@'));
    if (name.length() >= 4 && plain.contains(name)) {
      throw refused("password-login", "it contains the login name");
    }
    String stem = letters.replaceAll("[0-9]+$", "");
    if (REFUSED.contains(plain) || REFUSED.contains(letters) || REFUSED.contains(stem)) {
      throw refused("password-common", "it is one of those that are tried first");
    }
  }

  private static Refusal refused(String code, String sentence) {
    return Refusal.member(Problem.REFUSED_BY_RULE, "/password", code, sentence);
  }

  private static Set<String> read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new ClassPathResource("access/refused-passwords.txt").getInputStream(),
                StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
