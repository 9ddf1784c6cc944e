package org.zhengyan.web.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCredentialsTest {

  @Test
  void readsBothSchemesInAnyCase() {
    assertThat(TokenCredentials.parse("Bearer a.b-c_d~e+f/g=="))
        .contains(new TokenCredentials(false, "a.b-c_d~e+f/g=="));
    assertThat(TokenCredentials.parse("bEARER  x")).contains(new TokenCredentials(false, "x"));
    assertThat(TokenCredentials.parse("dpop x=")).contains(new TokenCredentials(true, "x="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "Bearer", "Bearer ", "Bearer =", "Bearer a b", "Bearer a=b", "Bearer a,", "Bearer\ta", " Bearer a",
        "Basic a", "DPoP", "DPoP  ", "DPoPx a", "Bearer \u0430", "Bearer a\u0000"
      })
  void refusesWhatIsNoToken(String header) {
    assertThat(TokenCredentials.parse(header)).isEmpty();
  }
}
