package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.principal.Clients;

/** Whoever sends a body drop by drop acts by what holds when the last drop is there. */
@ServerTest
@NullUnmarked
class SlowBodyTest {
  @LocalServerPort int port;
  @Autowired ApplicationContext application;
  @Autowired JdbcTemplate jdbc;
  @Autowired Clients clients;
  @Autowired ServiceProperties service;
  @Autowired ScopeInterceptor scopes;
  @Autowired RoleInterceptor roles;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping handlers;

  /** A request during whose body something happens. */
  private static final class SlowRequest extends MockHttpServletRequest {
    private final Runnable meanwhile;

    SlowRequest(String path, Runnable meanwhile) {
      super("POST", path);
      this.meanwhile = meanwhile;
    }

    @Override
    public ServletInputStream getInputStream() {
      meanwhile.run();
      return super.getInputStream();
    }

    /** A form is read by whoever asks for the first of its parameters. */
    @Override
    public @Nullable String getParameter(String name) {
      meanwhile.run();
      return super.getParameter(name);
    }
  }

  @Test
  void doesNothingForAClientThatIsSuspendedMeanwhile() throws Exception {
    SlowRequest request = new SlowRequest("/api/v1/verifications", () -> set("suspended"));
    request.addHeader("Authorization", "Bearer " + ContractClient.of(port, "demo-appstore").token());
    request.setContentType("application/json");
    request.setContent("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    try {
      Refusal refusal =
          catchThrowableOfType(
              Refusal.class,
              () -> scopes.preHandle(new BufferedRequest(request), new MockHttpServletResponse(), handler(request)));
      assertThat(refusal).as("it was let through").isNotNull();
      assertThat(refusal.problem()).isEqualTo(Problem.UNAUTHENTICATED);
    } finally {
      set("active");
    }
  }

  private void set(String state) {
    jdbc.update("update client set state = ? where id = 'demo-appstore'", state);
    Awaitility.await().until(() -> clients.find("demo-appstore").orElseThrow().active() == state.equals("active"));
  }

  @Test
  void doesNothingForASessionThatIsEndedMeanwhile() throws Exception {
    TestSignIn person = TestSignIn.as(application, "clerk@national");
    SlowRequest request = form(person, () -> endSessions("clerk@national"));
    MockHttpServletResponse response = new MockHttpServletResponse();
    assertThat(roles.preHandle(request, response, handler(request))).isFalse();
    assertThat(response.getForwardedUrl()).isEqualTo("/sign-in/again");
    assertThat(request.getAttribute(org.zhengyan.access.SignedIn.class.getName())).isNull();
  }

  @Test
  void letsOneThroughThatGoesOn() throws Exception {
    SlowRequest request = form(TestSignIn.as(application, "clerk@national"), () -> {});
    assertThat(roles.preHandle(request, new MockHttpServletResponse(), handler(request))).isTrue();
  }

  private SlowRequest form(TestSignIn person, Runnable meanwhile) {
    SlowRequest request = new SlowRequest("/account/sessions/none/end", meanwhile);
    request.setCookies(new Cookie(person.cookieName(), person.cookieValue()));
    request.addHeader("Origin", service.publicUrl().toString());
    request.setContentType("application/x-www-form-urlencoded");
    request.setParameters(Map.of("csrf", person.csrf()));
    return request;
  }

  private void endSessions(String login) {
    jdbc.update(
        "update console_session set ended_at = clock_timestamp(), ended_why = 'account' where ended_at is null"
            + " and account_id = (select id from account where login = ?)",
        login);
  }

  private Object handler(MockHttpServletRequest request) throws Exception {
    request.setServletPath(request.getRequestURI());
    return Objects.requireNonNull(handlers.getHandler(request)).getHandler();
  }
}
