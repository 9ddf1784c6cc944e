package org.zhengyan.web.console.authority;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.zhengyan.web.console.View;

/** Addresses of the same selection: the next page, the export. */
final class Query {
  private Query() {}

  /**
   * The path with those parameters of this request that are filled, and one more.
   *
   * @param name of the further one; left out when its value is empty
   */
  static String of(View view, String path, String name, String value, String... kept) {
    StringBuilder query = new StringBuilder();
    for (String each : kept) {
      append(query, each, view.typed(each));
    }
    append(query, name, value);
    return path + query;
  }

  private static void append(StringBuilder query, String name, String value) {
    if (!value.isEmpty()) {
      query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
      query.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
