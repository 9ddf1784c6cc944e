package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/** Whatever is asked, the handler or the refusal is the one that Spring itself finds. */
class HandlersByBeginningTest {
  private final RequestMappingHandlerMapping ours = started(new HandlersByBeginning());
  private final RequestMappingHandlerMapping springs = started(new RequestMappingHandlerMapping());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/things", "/things/", "/things/1", "/things/1/parts", "/things/1/parts/2", "/things/%31", "/th%69ngs/1",
        "/%74hings/1/parts", "/things;v=1/1", "/things/1;v=1", "/THINGS/1", "/thing", "/thingsandmore/1", "/left/1",
        "/right/1", "/anything/end", "/left/end", "/files/a/b/c", "/files", "/files/",
        "/rest", "/rest/", "/rest/a/b", "/things/1/parts/", "/things/parts", "/things//parts", "/end", "//end",
        "/one", "/one/", "/one/a", "/v1.json", "/", "", "/things/%", "/%2fthings/1"
      })
  void findsWhatSpringFinds(String path) {
    for (String method : List.of("GET", "POST", "PUT", "OPTIONS", "HEAD")) {
      for (String context : List.of("", "/below")) {
        assertThat(found(ours, method, context, path))
            .as("%s %s%s", method, context, path)
            .isEqualTo(found(springs, method, context, path));
      }
    }
  }

  @Test
  void theComparisonTellsHandlersApart() {
    assertThat(found(springs, "GET", "", "/things/1")).isEqualTo("thing");
    assertThat(found(springs, "GET", "", "/th%69ngs/1")).isEqualTo("thing");
    assertThat(found(springs, "GET", "/below", "/things/1/parts/2")).isEqualTo("part");
    assertThat(found(springs, "GET", "", "/left/end")).isEqualTo("both");
    assertThat(found(springs, "PUT", "", "/things/1")).contains("HttpRequestMethodNotSupported");
    assertThat(found(springs, "GET", "", "/nothing/1")).isEqualTo("nothing found");
  }

  @Test
  void aPatternBeginsBeforeItsFirstVariable() {
    assertThat(HandlersByBeginning.beginning("/things/{id}/parts")).isEqualTo("/things/");
    assertThat(HandlersByBeginning.beginning("/files/**")).isEqualTo("/files");
    assertThat(HandlersByBeginning.beginning("/rest/{*rest}")).isEqualTo("/rest");
    assertThat(HandlersByBeginning.beginning("/**")).isEmpty();
    assertThat(HandlersByBeginning.beginning("/one/*")).isEqualTo("/one/");
    assertThat(HandlersByBeginning.beginning("/v?.json")).isEqualTo("/v");
    assertThat(HandlersByBeginning.beginning("/{any}/end")).isEqualTo("/");
    assertThat(HandlersByBeginning.beginning("/things")).isEqualTo("/things");
    assertThat(HandlersByBeginning.beginning("")).isEmpty();
  }

  @Test
  void aPatternEndsAfterItsLastVariable() {
    assertThat(HandlersByBeginning.ending("/things/{id}/parts")).isEqualTo("/parts");
    assertThat(HandlersByBeginning.ending("/things/{id}")).isEmpty();
    assertThat(HandlersByBeginning.ending("/files/**")).isEmpty();
    assertThat(HandlersByBeginning.ending("/rest/{*rest}")).isEmpty();
    assertThat(HandlersByBeginning.ending("/v?.json")).isEqualTo(".json");
    assertThat(HandlersByBeginning.ending("/{any}/end")).isEqualTo("/end");
    assertThat(HandlersByBeginning.ending("/things")).isEqualTo("/things");
    assertThat(HandlersByBeginning.ending("")).isEmpty();
  }

  private static String found(RequestMappingHandlerMapping mapping, String method, String context, String path) {
    MockHttpServletRequest request = new MockHttpServletRequest(new MockServletContext(), method, context + path);
    request.setContextPath(context);
    try {
      ServletRequestPathUtils.parseAndCache(request);
      HandlerExecutionChain chain = mapping.getHandler(request);
      return chain == null
          ? "nothing found"
          : chain.getHandler() instanceof HandlerMethod handler ? handler.getMethod().getName() : "options";
    } catch (Exception e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private static <T extends RequestMappingHandlerMapping> T started(T mapping) {
    StaticWebApplicationContext context = new StaticWebApplicationContext();
    context.registerSingleton("some", Some.class);
    context.refresh();
    mapping.setApplicationContext(context);
    mapping.afterPropertiesSet();
    assertThat(mapping.getHandlerMethods()).hasSize((int) Arrays.stream(Some.class.getDeclaredMethods()).count());
    return mapping;
  }

  @Controller
  static class Some {
    @GetMapping("/things")
    void things() {}

    @GetMapping("/things/{id}")
    void thing(@PathVariable String id) {}

    @PostMapping("/things/{id}")
    void change(@PathVariable String id) {}

    @GetMapping("/things/{id}/parts")
    void parts(@PathVariable String id) {}

    @GetMapping("/things/{id}/parts/{part}")
    void part(@PathVariable String id, @PathVariable String part) {}

    @GetMapping({"/left/{x}", "/right/{x}"})
    void both(@PathVariable String x) {}

    @GetMapping("/{any}/end")
    void end(@PathVariable String any) {}

    @GetMapping("/files/**")
    void files() {}

    @GetMapping("/rest/{*rest}")
    void rest() {}

    @GetMapping("/one/*")
    void one() {}

    @GetMapping("/v?.json")
    void version() {}
  }
}
