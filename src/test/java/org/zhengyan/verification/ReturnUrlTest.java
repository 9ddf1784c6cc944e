package org.zhengyan.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.keys.ServiceEnvironment;

class ReturnUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://store.example", "https://store.example:8443/back?form=7&x=", "https://xn--55qw42g.example/a%20b"
      })
  void acceptsHttpsAnywhere(String url) {
    for (ServiceEnvironment environment : ServiceEnvironment.values()) {
      assertThat(ReturnUrl.acceptable(url, environment)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8090/back", "http://127.0.0.1/back", "http://[::1]:9/back"})
  void acceptsPlainHttpToThisMachineInDevelopmentAlone(String url) {
    assertThat(ReturnUrl.acceptable(url, ServiceEnvironment.DEV)).isTrue();
    assertThat(ReturnUrl.acceptable(url, ServiceEnvironment.SANDBOX)).isFalse();
    assertThat(ReturnUrl.acceptable(url, ServiceEnvironment.PRODUCTION)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/back",
        "//store.example/back",
        "store.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://store.example/",
        "http://localhost.store.example/",
        "https:///back",
        "https://user@store.example/",
        "https://store.example/#completion=x",
        "https://store.example/?completion=x",
        "https://store.example/?a=b&verification=x",
        "https://store.example/?completion",
        "https://store.example/ x",
        "https://store.example\\@evil.example/",
        "https://商店.example/"
      })
  void refusesTheRest(String url) {
    assertThat(ReturnUrl.acceptable(url, ServiceEnvironment.DEV)).isFalse();
  }

  @Test
  void staysOnARegisteredOrigin() {
    List<String> registered = List.of("https://store.example/callback", "http://localhost/callback");
    assertThat(ReturnUrl.registered("https://STORE.example:443/other?x=1", registered)).isTrue();
    assertThat(ReturnUrl.registered("https://store.example:8443/callback", registered)).isFalse();
    assertThat(ReturnUrl.registered("https://store.example.evil.example/", registered)).isFalse();
    assertThat(ReturnUrl.registered("http://localhost/callback", registered)).isFalse();
    assertThat(ReturnUrl.registered("https://anywhere.example/", List.of("http://localhost/callback"))).isTrue();
  }

  @Test
  void addsWhatComesBack() {
    VerificationId id = VerificationId.random(Instant.EPOCH, new SecureRandom());
    assertThat(ReturnUrl.of("https://store.example/a", id, "c"))
        .isEqualTo("https://store.example/a?verification=" + id + "&completion=c");
    assertThat(ReturnUrl.of("https://store.example/a?b", id, null))
        .isEqualTo("https://store.example/a?b&verification=" + id);
  }
}
