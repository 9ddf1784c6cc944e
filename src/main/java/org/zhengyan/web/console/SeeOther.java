package org.zhengyan.web.console;

/**
 * What a handler answers after an act: the browser gets the page at {@code path} by GET (RFC 9110,
 * 15.4.4), so that reloading it repeats nothing.
 *
 * @param path of this service, beginning with one slash
 */
public record SeeOther(String path) {
  public SeeOther {
    if (!path.startsWith("/") || path.startsWith("//") || path.startsWith("/\\") || path.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("only paths of this service");
    }
  }
}
