package org.zhengyan.web.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

@NullUnmarked
class MutualTlsPropertiesTest {
  private static final URI URL = URI.create("https://tls.example.org:8443");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org", "https:///", "https://example.org/", "https://example.org?a", "https://example.org#a",
        "https://a@example.org", "example.org"
      })
  void refusesAnotherUrl(String url) {
    assertThatThrownBy(() -> new MutualTlsProperties(URI.create(url), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "", "10.0.0.0/8/8"})
  void refusesWhatIsNoNetwork(String proxy) {
    assertThatThrownBy(() -> new MutualTlsProperties(URL, List.of(proxy)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesProxiesWithoutAUrl() {
    assertThatThrownBy(() -> new MutualTlsProperties(null, List.of("10.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToOfferWhatNobodyAsksFor() {
    MockEnvironment environment = new MockEnvironment();
    MutualTlsProperties alone = new MutualTlsProperties(URL, List.of());
    assertThatThrownBy(() -> new ClientCertificates(alone, environment)).hasMessageContaining("client-auth");
    MutualTlsProperties proxies = new MutualTlsProperties(URL, List.of("10.0.0.0/8", "::1"));
    assertThat(new ClientCertificates(proxies, environment).url()).contains(URL);
    environment.setProperty("server.ssl.client-auth", "WANT");
    assertThat(new ClientCertificates(alone, environment).url()).contains(URL);
  }

  @Test
  void offersNothingByItself() {
    MutualTlsProperties usual = new MutualTlsProperties(null, List.of());
    assertThat(new ClientCertificates(usual, new MockEnvironment()).url()).isEmpty();
  }
}
