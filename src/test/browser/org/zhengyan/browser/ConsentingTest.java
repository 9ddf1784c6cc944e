package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.zhengyan.web.oauth.OAuthCaller;
import org.zhengyan.web.oauth.OAuthCaller.Answer;
import tools.jackson.databind.json.JsonMapper;

/** A platform sends the handler's browser here, and gets it back with a code. */
class ConsentingTest extends BrowserTest {
  static final String CALLBACK = "http://127.0.0.1:49152/callback";
  private static final String VERIFIER = "browser-".repeat(8);

  @Test
  void comesBackWithACode() {
    Body body = new Body(PORT, "p256");
    Phone phone = begin(body);
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    phone.page.waitForURL(CALLBACK + "?**");
    String back = phone.page.url();
    assertThat(back).contains("state=browser-state").contains("iss=http%3A%2F%2Flocalhost%3A" + PORT);
    Answer granted =
        post(
            "/oauth2/token",
            "grant_type", "authorization_code",
            "code", back.replaceFirst(".*[?&]code=", "").replaceFirst("&.*", ""),
            "redirect_uri", CALLBACK,
            "code_verifier", VERIFIER);
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(granted.json().has("id_token")).isTrue();
  }

  @Test
  void comesBackWithARefusal() {
    Phone phone = begin(new Body(PORT, "p256"));
    phone.refuse().waitFor("已拒绝");
    phone.page.locator("a.button").click();
    phone.page.waitForURL(CALLBACK + "?**");
    assertThat(phone.page.url()).contains("error=access_denied").contains("state=browser-state");
  }

  /** Begun inside an app, which opens nothing; the address that its page copies is opened outside. */
  @Test
  void goesOnInARealBrowserWithTheSameRequest() {
    Body body = new Body(PORT, "p256");
    String link = link(body);
    String copied;
    String wechat = "Mozilla/5.0 (Linux; Android 14) Safari/537.36 MicroMessenger/8.0.47";
    try (Phone inside = new Phone(Phone.options().setUserAgent(wechat))) {
      inside.page.navigate(link);
      inside.waitFor("请在手机浏览器中打开").shoot("consent-inapp");
      assertThat(inside.text()).contains("微信", "在浏览器打开", "复制链接", "不要发给别人");
      copied = inside.page.url();
      inside.assertQuiet();
    }
    assertThat(copied).isEqualTo(link);
    Phone phone = open(copied);
    phone.choose(CredentialFiles.pem(body.holder)).password(CredentialFiles.PASSWORD).agree();
    phone.page.waitForURL(CALLBACK + "?**");
    assertThat(phone.page.url()).contains("state=browser-state").contains("code=");
  }

  private Phone begin(Body body) {
    return open(link(body));
  }

  /** Where a platform sends the browser of whoever acts for that body. */
  static String link(Body body) {
    Map<String, Object> details =
        Map.of(
            "type", "urn:zhengyan:verification",
            "claimed", Map.of("name", body.name, "uscc", body.uscc),
            "action", Map.of("type", "accountOpening", "subject", "公众号“金陵图书馆”", "identifier", "jllib"));
    Answer pushed =
        post(
            "/oauth2/par",
            "response_type", "code",
            "redirect_uri", CALLBACK,
            "scope", "openid verification",
            "state", "browser-state",
            "nonce", "browser-nonce",
            "code_challenge", s256(),
            "code_challenge_method", "S256",
            "authorization_details", JsonMapper.shared().writeValueAsString(List.of(details)));
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
    return ORIGIN
        + "/oauth2/authorize?client_id=demo-social&request_uri="
        + pushed.json().path("request_uri").asString();
  }

  private Phone open(String link) {
    Phone phone = phone();
    phone.context.route(
        CALLBACK + "**",
        route -> route.fulfill(new Route.FulfillOptions().setBody("platform").setContentType("text/html")));
    phone.page.navigate(link);
    phone.press("查看请求");
    return phone.waitFor("用哪张证书");
  }

  private static Answer post(String path, String... parameters) {
    List<String> form =
        new ArrayList<>(
            List.of(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", OAuthCaller.assertion("demo-social", claims -> claims.put("aud", ORIGIN))));
    form.addAll(List.of(parameters));
    return new OAuthCaller(PORT).form(path, form, Map.of());
  }

  private static String s256() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
