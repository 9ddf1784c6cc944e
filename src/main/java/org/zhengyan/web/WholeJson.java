package org.zhengyan.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON with its length: what is sent as it is written goes out in chunks, with one more write to the socket for
 * each answer. A body that cannot be written is a failure with nothing sent.
 */
final class WholeJson extends JacksonJsonHttpMessageConverter {
  private static final int USUAL = 4096;

  WholeJson(JsonMapper mapper) {
    super(mapper);
  }

  @Override
  protected void writeInternal(
      Object object, ResolvableType type, HttpOutputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream(USUAL);
    super.writeInternal(object, type, new Written(message.getHeaders(), json), hints);
    message.getHeaders().setContentLength(json.size());
    json.writeTo(message.getBody());
  }

  private record Written(HttpHeaders headers, OutputStream body) implements HttpOutputMessage {
    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public OutputStream getBody() {
      return body;
    }
  }
}
