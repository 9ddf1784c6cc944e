package org.zhengyan.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs as strangers write them. */
class PushAddressTest {

  @Test
  void readsAUrl() throws Exception {
    PushAddress address = PushAddress.parse("https://Events.Example.COM/zhengyan/set?a=1%20b", false);
    assertThat(address).isEqualTo(new PushAddress(true, "events.example.com", 443, "/zhengyan/set?a=1%20b"));
    assertThat(address.authority()).isEqualTo("events.example.com");
    assertThat(PushAddress.parse("https://xn--fiq228c.example:443", false).target()).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "events.example.com",
        "http://events.example.com/",
        "ftp://events.example.com/",
        "file:///etc/passwd",
        "https:/events.example.com/",
        "https://events.example.com:8443/",
        "https://events.example.com:80/",
        "https://user@events.example.com/",
        "https://events.example.com@127.0.0.1/",
        "https://events.example.com/#fragment",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:7f00:1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://intranet/",
        "https://events.example.com./",
        "https://-a.example.com/",
        "https://a_b.example.com/",
        "https://中文.example.com/",
        "https://events.example.com/\r\nHost: other",
        "https://events.example.com/ x",
        "https://events.example.com\\@other/"
      })
  void refusesWhatIsNotHttpsOfADnsName(String url) {
    assertThatThrownBy(() -> PushAddress.parse(url, false)).isInstanceOf(PushAddress.Unfit.class);
  }

  @Test
  void refusesALongUrl() {
    assertThatThrownBy(() -> PushAddress.parse("https://a.example/" + "x".repeat(500), false))
        .isInstanceOf(PushAddress.Unfit.class);
  }

  @Test
  void permitsLoopbackInDevelopmentAndNothingElseInPlain() throws Exception {
    assertThat(PushAddress.parse("http://localhost:9000/x", true).authority()).isEqualTo("localhost:9000");
    assertThat(PushAddress.parse("http://127.0.0.1/", true).port()).isEqualTo(80);
    assertThatThrownBy(() -> PushAddress.parse("http://events.example.com/", true))
        .isInstanceOf(PushAddress.Unfit.class);
    assertThatThrownBy(() -> PushAddress.parse("http://10.0.0.1/", true))
        .isInstanceOf(PushAddress.Unfit.class);
  }
}
