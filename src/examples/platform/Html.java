/** HTML that is safe to send: whatever is put into it is escaped, unless it is HTML itself. */
record Html(String text) {
  static final Html NONE = new Html("");

  /** Fills each {@code {}} of the template, in order. */
  static Html of(String template, Object... values) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (Object value : values) {
      int hole = template.indexOf("{}", from);
      out.append(template, from, hole).append(value instanceof Html html ? html.text : escape(value));
      from = hole + 2;
    }
    return new Html(out.append(template.substring(from)).toString());
  }

  Html and(Html more) {
    return new Html(text + more.text);
  }

  private static String escape(Object value) {
    return value
        .toString()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
