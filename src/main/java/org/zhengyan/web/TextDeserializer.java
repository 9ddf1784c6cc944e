package org.zhengyan.web;

import java.time.DateTimeException;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads a type of java.time from a JSON string of bounded length and from nothing else. */
final class TextDeserializer<T> extends StdDeserializer<T> {
  private final int longest;
  private final Function<String, T> parse;

  TextDeserializer(Class<T> type, int longest, Function<String, T> parse) {
    super(type);
    this.longest = longest;
    this.parse = parse;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T deserialize(JsonParser parser, DeserializationContext context) {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (T) context.handleUnexpectedToken(_valueClass, parser);
    }
    String text = parser.getString();
    if (text.length() <= longest) {
      try {
        return parse.apply(text);
      } catch (DateTimeException | ArithmeticException e) {
        // Answered below: what was wrong with it does not matter to the caller.
      }
    }
    return (T) context.handleWeirdStringValue(_valueClass, "", "not such a value");
  }
}
