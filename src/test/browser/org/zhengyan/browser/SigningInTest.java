package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;
import org.zhengyan.TestHolder;
import org.zhengyan.access.DevAccounts;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.registry.DevSeed;

/** A certificate is added to an account and signs in; the pages open its key and send nothing of it. */
class SigningInTest extends BrowserTest {
  private static final String LOGIN = "manager@demo-organ";

  private final List<Request> sent = new CopyOnWriteArrayList<>();

  @Test
  void addsACertificateAndSignsInWithIt() {
    ContractClient clerk = ContractClient.of(PORT, "demo-clerk");
    ContractClient reviewer = ContractClient.of(PORT, "demo-reviewer");
    TestHolder holder = TestHolder.withKey("sm2");
    holder.certify(clerk, reviewer, DevSeed.NANJING_ORGAN.toString());
    Path file = CredentialFiles.pem(holder);
    Phone phone = signedIn(LOGIN, Phone.options());
    phone.context.onRequest(sent::add);

    phone.page.navigate(ORIGIN + "/account/certificate");
    phone.press("登记这张证书");
    assertThat(phone.page.locator("#signing-file-error").innerText()).contains("请选择一张证书");
    choose(phone, file, "another password");
    phone.page.check("#signing-keep");
    phone.press("登记这张证书");
    assertThat(phone.page.locator("#signing-password-error").innerText()).contains("口令不对");
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.shoot("certificate-adding-wrong-password");
    phone.page.fill("#signing-password", CredentialFiles.PASSWORD);
    phone.press("登记这张证书");
    phone.page.locator("form[action$='/removal'] button").waitFor();
    phone.shoot("certificate-added");

    phone.page.fill("#signing-password", CredentialFiles.PASSWORD);
    phone.press("登记这张证书");
    assertThat(phone.problem()).contains("已经登记在一个账户上");
    assertThat(phone.page.locator("#signing-kept-error").innerText()).contains("已经登记在一个账户上");

    phone.context.clearCookies();
    phone.page.navigate(ORIGIN + "/sign-in?to=/agency/people");
    phone.shoot("sign-in");
    phone.page.click("a:has-text('用证书登录')");
    phone.page.locator("#signing-kept input:checked").waitFor();
    assertThat(Axe.violations(phone.page)).isEmpty();
    phone.shoot("certificate-sign-in");
    phone.page.fill("#field-login", LOGIN);
    phone.page.fill("#field-password", DevAccounts.PASSWORD);
    phone.page.fill("#signing-password", CredentialFiles.PASSWORD);
    phone.page.keyboard().press("Enter");
    phone.page.waitForURL(ORIGIN + "/agency/people");
    assertNothingOfTheKeyWasSent(((ECPrivateKey) holder.key().getPrivate()).getS().toByteArray());
  }

  private static void choose(Phone phone, Path file, String password) {
    phone.page.setInputFiles("#signing-file", file);
    phone.page.locator("#signing-keep").waitFor();
    phone.page.fill("#signing-password", password);
  }

  private void assertNothingOfTheKeyWasSent(byte[] number) {
    byte[] secret = number.length == 33 ? java.util.Arrays.copyOfRange(number, 1, 33) : number;
    List<String> bodies =
        sent.stream()
            .map(Request::postDataBuffer)
            .filter(java.util.Objects::nonNull)
            .map(body -> new String(body, StandardCharsets.ISO_8859_1))
            .toList();
    assertThat(bodies).as("adding twice, and signing in").hasSize(3);
    for (String body : bodies) {
      assertThat(body)
          .contains("BEGIN+CERTIFICATE")
          .doesNotContain("PRIVATE", "Correct-horse", "signing-")
          .doesNotContain(Hex.toHexString(secret))
          .doesNotContain(Base64.getEncoder().encodeToString(secret).substring(4, 36))
          .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    }
    assertThat(sent).allSatisfy(request -> assertThat(request.url()).startsWith(ORIGIN));
  }
}
