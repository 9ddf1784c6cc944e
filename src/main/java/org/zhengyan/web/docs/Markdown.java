package org.zhengyan.web.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zhengyan.web.html.Html;

/**
 * As much of Markdown as our own descriptions use: paragraphs, {@code ##} headings, fenced code,
 * bullet and numbered lists, {@code `code`}, {@code **bold**} and {@code *emphasis*}.
 */
final class Markdown {
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\*([^*]+)\\*");
  private static final Pattern ITEM = Pattern.compile("(?:- |[0-9]+\\. +)(.*)");
  private static final String FENCE = "```";

  private final List<String> lines;
  private final List<Html> blocks = new ArrayList<>();
  private int at;

  private Markdown(String text) {
    this.lines = text.strip().lines().toList();
  }

  static Html render(String text) {
    return Html.all(new Markdown(text).blocks());
  }

  /** The text of one line, without blocks. */
  static Html inline(String text) {
    List<Html> parts = new ArrayList<>();
    Matcher matcher = INLINE.matcher(text);
    int from = 0;
    while (matcher.find()) {
      parts.add(Html.text(text.substring(from, matcher.start())));
      if (matcher.group(1) != null) {
        parts.add(Html.code(matcher.group(1)));
      } else if (matcher.group(2) != null) {
        parts.add(Html.of("strong", inline(matcher.group(2))));
      } else {
        parts.add(Html.of("em", inline(matcher.group(3))));
      }
      from = matcher.end();
    }
    parts.add(Html.text(text.substring(from)));
    return Html.all(parts);
  }

  private List<Html> blocks() {
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.isBlank()) {
        at++;
      } else if (line.startsWith(FENCE)) {
        fence();
      } else if (line.startsWith("## ")) {
        blocks.add(Html.of("h3", inline(line.substring(3))));
        at++;
      } else if (ITEM.matcher(line).matches()) {
        list(line.startsWith("- ") ? "ul" : "ol");
      } else {
        blocks.add(Html.of("p", inline(paragraph())));
      }
    }
    return blocks;
  }

  private void fence() {
    StringBuilder code = new StringBuilder();
    at++;
    while (at < lines.size() && !lines.get(at).startsWith(FENCE)) {
      code.append(lines.get(at++)).append('\n');
    }
    at++;
    blocks.add(Html.lines(code.toString()));
  }

  private void list(String name) {
    List<Html> items = new ArrayList<>();
    while (at < lines.size()) {
      Matcher item = ITEM.matcher(lines.get(at));
      if (!item.matches()) {
        break;
      }
      StringBuilder text = new StringBuilder(item.group(1));
      at++;
      while (at < lines.size() && lines.get(at).startsWith("  ")) {
        text.append(' ').append(lines.get(at++).strip());
      }
      items.add(Html.of("li", inline(text.toString())));
    }
    blocks.add(Html.of(name, Html.all(items)));
  }

  private String paragraph() {
    StringBuilder text = new StringBuilder();
    while (at < lines.size() && !lines.get(at).isBlank() && !lines.get(at).startsWith(FENCE)) {
      text.append(text.isEmpty() ? "" : " ").append(lines.get(at++).strip());
    }
    return text.toString();
  }
}
