package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.http.MockHttpOutputMessage;
import org.zhengyan.ServerTest;
import tools.jackson.databind.json.JsonMapper;

/** An answer in JSON is sent whole, with its length, or not at all. */
@ServerTest
class WholeJsonTest {
  @LocalServerPort private int port;

  @Test
  void saysHowLongAnAnswerIs() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/.well-known/receipt-keys");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
      assertThat(answer.headers().map()).doesNotContainKey("transfer-encoding");
    }
  }

  @Test
  void countsOctets() throws Exception {
    MockHttpOutputMessage message = new MockHttpOutputMessage();
    new WholeJson(JsonMapper.shared()).write(Map.of("name", "南京"), MediaType.APPLICATION_JSON, message);
    assertThat(message.getBodyAsString(StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"南京\"}");
    assertThat(message.getHeaders().getContentLength()).isEqualTo(message.getBodyAsBytes().length);
  }

  @Test
  void sendsNothingOfWhatCannotBeWritten() {
    MockHttpOutputMessage message = new MockHttpOutputMessage();
    List<Object> list = List.of("a long beginning", new Broken());
    WholeJson json = new WholeJson(JsonMapper.shared());
    assertThatThrownBy(() -> json.write(list, MediaType.APPLICATION_JSON, message))
        .isInstanceOf(HttpMessageNotWritableException.class);
    assertThat(message.getBodyAsBytes()).isEmpty();
  }

  public static final class Broken {
    public String getName() {
      throw new IllegalStateException("no name");
    }
  }
}
