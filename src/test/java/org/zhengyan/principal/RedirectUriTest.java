package org.zhengyan.principal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.keys.ServiceEnvironment;

class RedirectUriTest {
  private static final String REGISTERED = "https://platform.example/back";
  private static final String LOOPBACK = "http://127.0.0.1/callback";

  @ParameterizedTest
  @ValueSource(
      strings = {REGISTERED, "https://platform.example", "https://platform.example:8443/a?b=c", "https://a.example/%E5"})
  void takesPlainHttps(String uri) {
    assertThat(RedirectUri.acceptable(uri, ServiceEnvironment.PRODUCTION)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/back",
        "//platform.example/back",
        "https:///back",
        "https:platform.example",
        "http://platform.example/back",
        LOOPBACK,
        "javascript:alert(1)",
        "data:text/html,x",
        "custom.app:/back",
        "https://user@platform.example/back",
        "https://platform.example@evil.example/back",
        "https://platform.example/back#fragment",
        "https://platform.example/back#",
        "https://platform.example/a/../back",
        "https://platform.example/./back",
        "https://Platform.example/back",
        "HTTPS://platform.example/back",
        "https://platform.example/back\\x",
        "https://platform.example/back\n",
        "https://平台.example/back",
        "https://platform.example:0/back",
        "https://platform.example/back?code=1",
        "https://platform.example/back?a=b&state",
        "https://platform.example/back?iss=https://other.example",
        "https://platform.example/back?error=x",
        "https://*.example/back"
      })
  void refusesEverythingElse(String uri) {
    assertThat(RedirectUri.acceptable(uri, ServiceEnvironment.PRODUCTION)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://platform.example/back/",
        "https://platform.example/bac",
        "https://platform.example/back2",
        "https://platform.example/back?x=1",
        "https://platform.example/back%2F..",
        "https://platform.example/BACK",
        "https://platform.example:443/back",
        "https://platform.example.evil.example/back",
        "https://platform.example",
        "http://platform.example/back"
      })
  void comparesCharacterByCharacter(String named) {
    assertThat(RedirectUri.matches(REGISTERED, named, ServiceEnvironment.PRODUCTION)).isFalse();
    assertThat(RedirectUri.matches(REGISTERED, named, ServiceEnvironment.DEV)).isFalse();
    assertThat(RedirectUri.matches(REGISTERED, REGISTERED, ServiceEnvironment.PRODUCTION)).isTrue();
  }

  @Test
  void thisMachineMayUseAnyPortInDevelopment() {
    assertThat(RedirectUri.matches(LOOPBACK, "http://127.0.0.1:49152/callback", ServiceEnvironment.DEV)).isTrue();
    assertThat(RedirectUri.matches("http://[::1]/callback", "http://[::1]:9/callback", ServiceEnvironment.DEV))
        .isTrue();
    assertThat(RedirectUri.matches(LOOPBACK, "http://127.0.0.1:49152/callback", ServiceEnvironment.SANDBOX))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:49152/callback2",
        "http://127.0.0.1:49152/callback?x=1",
        "http://localhost:49152/callback",
        "http://127.0.0.1:49152@evil.example/callback",
        "http://127.0.0.1.evil.example:80/callback",
        "http://127.0.0.2:80/callback",
        "https://127.0.0.1:443/callback",
        "http://127.0.0.1:x/callback",
        "http://127.0.0.1:049152/callback"
      })
  void onlyThePortIsFree(String named) {
    assertThat(RedirectUri.matches(LOOPBACK, named, ServiceEnvironment.DEV)).isFalse();
  }

  @Test
  void aRegisteredPortIsNotFree() {
    String registered = "http://127.0.0.1:9000/callback";
    assertThat(RedirectUri.matches(registered, "http://127.0.0.1:9001/callback", ServiceEnvironment.DEV)).isFalse();
  }
}
