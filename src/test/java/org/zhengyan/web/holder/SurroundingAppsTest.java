package org.zhengyan.web.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Page and server send the same browsers away: a page without a session to show would show something else. */
class SurroundingAppsTest {
  private static final Pattern LISTED = Pattern.compile("^  \\[/(.+)/(i?), \"app", Pattern.MULTILINE);

  @Test
  void hasTheListOfThePage() throws IOException {
    Matcher listed =
        LISTED.matcher(Files.readString(Path.of("src", "main", "web", "holder", "inapp.ts")));
    List<String> page = listed.results().map(each -> each.group(1) + "/" + each.group(2)).toList();
    List<String> server =
        SurroundingApps.PATTERNS.stream()
            .map(each -> each.pattern() + "/" + (each.flags() == Pattern.CASE_INSENSITIVE ? "i" : ""))
            .toList();
    assertThat(server).isNotEmpty().isEqualTo(page);
  }

  @Test
  void findsAppsAndLeavesBrowsersAlone() {
    String phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 ";
    assertThat(SurroundingApps.surround(phone + "MicroMessenger/8.0.47")).isTrue();
    assertThat(SurroundingApps.surround(phone + "QQ/9.0.0.14110")).isTrue();
    assertThat(SurroundingApps.surround(phone + "MQQBrowser/14.5 Mobile Safari/537.36")).isFalse();
    assertThat(SurroundingApps.surround(phone + "Chrome/131.0 Mobile Safari/537.36")).isFalse();
    assertThat(SurroundingApps.surround(null)).isFalse();
  }
}
