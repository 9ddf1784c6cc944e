package org.zhengyan.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;

/** How often one address, and whoever names one account, may try to sign in. */
@ServerTest
class SignInQuotaTest {
  @Autowired private ApplicationContext application;
  @Autowired private JdbcTemplate jdbc;
  @LocalServerPort private int port;

  /** A form without its token, which counts before anything of it is read. */
  private HttpResponse<String> send(HttpClient from) throws Exception {
    HttpRequest form =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sign-in"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "text/html")
            .POST(HttpRequest.BodyPublishers.ofString("login=nobody"))
            .build();
    return from.send(form, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Addresses of its own, so that only this test meets the limit. */
  @Test
  void oneAddressSendsOnlySoManyForms() throws Exception {
    try (HttpClient one = from("127.0.0.81");
        HttpClient other = from("127.0.0.82")) {
      HttpResponse<String> answer = send(one);
      for (int i = 0; i < 1000 && answer.statusCode() == 403; i++) {
        answer = send(one);
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("操作过于频繁");
      assertThat(send(other).statusCode()).as("another address").isEqualTo(403);
    }
  }

  /** Each try from another address, so that it is the account that locks. */
  @Test
  void oneAccountIsTriedFromManyAddressesOnlySoOften() throws Exception {
    String id = new TestAccounts(application).add(Role.CLERK, false);
    for (int i = 0; i < 5; i++) {
      assertThat(enter(id, "203.0.113." + i, "wrong")).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(enter(id, "203.0.113.9", TestAccounts.PASSWORD))
        .as("right, from an address that nobody tried from")
        .isInstanceOf(Outcome.Refused.class);
    jdbc.update(
        "update sign_in_attempt set free_at = clock_timestamp() where key = ?",
        (Object) Attempts.Counter.ofLogin(TestAccounts.login(id)).key());
    assertThat(enter(id, "203.0.113.9", TestAccounts.PASSWORD)).isInstanceOf(Outcome.Entered.class);
  }

  /** Each try for another account, so that it is the address that locks. */
  @Test
  void oneAddressTriesManyAccountsOnlySoOften() throws Exception {
    for (int i = 0; i < 40; i++) {
      assertThat(enter("nobody-" + i, "203.0.113.77", "wrong")).isInstanceOf(Outcome.Refused.class);
    }
    String id = new TestAccounts(application).add(Role.CLERK, false);
    assertThat(enter(id, "203.0.113.77", TestAccounts.PASSWORD)).isInstanceOf(Outcome.Refused.class);
    assertThat(enter(id, "203.0.113.78", TestAccounts.PASSWORD)).isInstanceOf(Outcome.Entered.class);
  }

  private Outcome enter(String id, String address, String password) {
    return application
        .getBean(Entrance.class)
        .enter(
            new Attempt(
                TestAccounts.login(id),
                password,
                new Attempt.Code(new TestAccounts(application).code(0)),
                address,
                "test",
                SessionToken.random()));
  }

  private static HttpClient from(String address) throws Exception {
    return HttpClient.newBuilder().localAddress(InetAddress.ofLiteral(address)).build();
  }
}
