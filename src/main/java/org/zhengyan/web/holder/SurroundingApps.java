package org.zhengyan.web.holder;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Browsers inside other apps, by their User-Agent: the same list as in {@code inapp.ts}. One that hides is not
 * found: this helps people, it does not keep anybody out.
 */
public final class SurroundingApps {
  static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("MicroMessenger|WeChat", Pattern.CASE_INSENSITIVE),
          Pattern.compile("AlipayClient", Pattern.CASE_INSENSITIVE),
          Pattern.compile("DingTalk", Pattern.CASE_INSENSITIVE),
          Pattern.compile("Weibo", Pattern.CASE_INSENSITIVE),
          Pattern.compile("\\bQQ\\/[\\d.]+"));

  private SurroundingApps() {}

  /** Whether this is the browser of such an app. */
  public static boolean surround(@Nullable String userAgent) {
    return userAgent != null && PATTERNS.stream().anyMatch(each -> each.matcher(userAgent).find());
  }
}
