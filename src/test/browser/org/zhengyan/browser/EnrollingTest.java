package org.zhengyan.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.Cookie;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.TestHolder;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** A person applies with a key that the page makes, and gets a file that other programs open. */
class EnrollingTest extends BrowserTest {
  private static final String PASSWORD = "Correct-horse 口令";
  private static final String LIST = ORIGIN + "/agency/applications";

  @Autowired private ApplicationContext application;

  private final ContractClient clerk = ContractClient.of(PORT, "demo-clerk");
  private final ContractClient reviewer = ContractClient.of(PORT, "demo-reviewer");
  private final List<byte[]> sent = new ArrayList<>();

  @Test
  void appliesAndJoinsForP256() throws Exception {
    Phone phone = signedIn(Phone.options().setViewportSize(1200, 900));
    phone.page.navigate(LIST);
    phone.shoot("applications-empty");
    phone.page.navigate(LIST + "/new");
    phone.page.check("input[name=suite][value=p256]");
    phone.shoot("application-new");
    Path saved = make(phone, PASSWORD);
    phone.shoot("application-saved");
    assertThat(phone.page.locator("button:has-text('提交申请')").isVisible()).isFalse();
    check(phone, saved, PASSWORD);
    assertThat(sent).as("nothing goes out before the file is saved and read again").isEmpty();
    phone.shoot("application-checked");
    phone.press("提交申请");
    phone.page.waitForURL(LIST + "/*");
    phone.shoot("application-submitted");
    issue(phone.page.url());
    phone.page.reload();
    phone.shoot("application-issued");
    Path pkcs12 = join(phone, saved, "保存证书文件（PKCS#12）");
    phone.shoot("application-joined");

    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(Files.readAllBytes(pkcs12)), PASSWORD.toCharArray());
    String alias = store.aliases().nextElement();
    ECPrivateKey key = (ECPrivateKey) store.getKey(alias, PASSWORD.toCharArray());
    assertThat(store.getCertificateChain(alias)).hasSize(3);
    assertThat(run("openssl", "pkcs12", "-in", pkcs12.toString(), "-nokeys", "-passin", "pass:" + PASSWORD))
        .contains("BEGIN CERTIFICATE");
    assertNothingSecretWasSent(key.getS().toByteArray());

    phone.press("文件已保存，领取吊销码");
    phone.waitFor("证书已领取").shoot("application-collected");
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.choose(pkcs12).password(PASSWORD).press("检查并保存");
    phone.page.locator(".told").waitFor();
  }

  @Test
  void appliesAndJoinsAnSm2Pair() throws Exception {
    Phone phone = signedIn(Phone.options());
    phone.page.navigate(LIST + "/new");
    phone.page.check("input[name=dual]");
    Path saved = make(phone, PASSWORD);
    check(phone, saved, PASSWORD);
    phone.press("提交申请");
    phone.page.waitForURL(LIST + "/*");
    issue(phone.page.url());
    phone.page.reload();
    phone.shoot("application-dual-issued");
    Path pkcs12 = join(phone, saved, "保存证书文件（PKCS#12）");
    phone.shoot("application-dual-joined");
    Path pem = keep(phone.page.waitForDownload(() -> phone.press("保存证书文件（PEM）")), ".pem");

    List<byte[]> numbers = numbers(pkcs12);
    assertThat(numbers).as("the signing key and the encryption key").hasSize(2);
    for (byte[] number : numbers) {
      assertNothingSecretWasSent(number);
    }
    phone.page.navigate(LIST);
    phone.shoot("applications");
    phone.page.navigate(ORIGIN + "/v/credentials");
    phone.choose(pem).password(PASSWORD).press("检查并保存");
    phone.page.locator(".told").waitFor();
  }

  @Test
  void opensARecoveredKey() throws Exception {
    Phone phone = signedIn(Phone.options().setViewportSize(1200, 900));
    JsonNode lost = issue(applied());
    phone.page.navigate(LIST + "/new");
    Path saved = make(phone, PASSWORD);
    check(phone, saved, PASSWORD);
    phone.press("提交申请");
    phone.page.waitForURL(LIST + "/*");
    String target = issue(phone.page.url()).path("serial").asString();

    phone.page.navigate(ORIGIN + "/agency/key-recoveries/new?signing=" + lost.path("serial").asString());
    phone.page.selectOption("[name=target]", target);
    phone.page.fill("[name=reason]", "原经办人离职，密钥设备损坏");
    phone.shoot("recovery-new");
    phone.press("提交找回申请");
    phone.page.waitForURL(ORIGIN + "/agency/key-recoveries/*");
    phone.shoot("recovery-asked");
    assertThat(Axe.violations(phone.page)).isEmpty();
    agree(phone.page.url());
    phone.page.reload();
    phone.shoot("recovery-ready");
    phone.press("领取加密密钥");
    phone.page.setInputFiles("#key-file", saved);
    phone.page.fill("#key-file-password", PASSWORD);
    phone.shoot("recovery-open");
    phone.press("打开并合并");
    phone.page.locator(".notice.done:has-text('密钥已打开')").waitFor(
        new com.microsoft.playwright.Locator.WaitForOptions().setTimeout(60_000));
    phone.shoot("recovery-opened");
    Path pkcs12 = keep(phone.page.waitForDownload(() -> phone.press("保存证书文件（PKCS#12）")), ".p12");
    List<byte[]> numbers = numbers(pkcs12);
    assertThat(numbers).as("the signing key and the recovered key").hasSize(2);
    for (byte[] number : numbers) {
      assertNothingSecretWasSent(number);
    }
    phone.page.navigate(ORIGIN + "/agency/key-recoveries");
    phone.shoot("recoveries");
  }

  /** A dual application of the same person, whose key is then lost. */
  private String applied() throws Exception {
    return TestSignIn.as(application, "manager@demo-organ")
        .post(
            "/agency/applications",
            Map.of("kind", "first", "suite", "sm2", "dual", "yes", "csr", TestHolder.withKey("sm2").csr()))
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  /** The two persons of the authority. */
  private void agree(String url) throws Exception {
    String asked = "/authority/key-recoveries/asked/" + url.substring(url.lastIndexOf('/') + 1);
    TestSignIn examining = TestSignIn.as(application, "clerk@national");
    assertAccessible(asked);
    examining.post(asked + "/decision", Map.of("decision", "approve"));
    Matcher recovery =
        Pattern.compile("/authority/key-recoveries/([0-9a-f]{32})").matcher(examining.get(asked).body());
    assertThat(recovery.find()).isTrue();
    assertAccessible(recovery.group());
    reviewer.post("/api/v1/key-recoveries/" + recovery.group(1) + "/approval", Map.of()).expect(200);
  }

  /** As a clerk meets it on a phone in the dark. */
  private void assertAccessible(String path) {
    Phone clerk = signedIn("clerk@national", Phone.dark());
    assertThat(clerk.page.navigate(ORIGIN + path).status()).isEqualTo(200);
    clerk.shoot("authority-recovery-" + (path.contains("asked") ? "asked" : "decision") + "-dark-390");
    assertThat(Axe.violations(clerk.page)).as(path).isEmpty();
  }

  private static List<byte[]> numbers(Path pkcs12) throws Exception {
    String opened =
        run("openssl", "pkcs12", "-in", pkcs12.toString(), "-nodes", "-passin", "pass:" + PASSWORD);
    assertThat(opened.split("BEGIN CERTIFICATE")).as("both certificates and the chain").hasSize(5);
    List<byte[]> numbers = new ArrayList<>();
    try (PEMParser keys = new PEMParser(new StringReader(opened))) {
      for (Object next = keys.readObject(); next != null; next = keys.readObject()) {
        if (next instanceof PrivateKeyInfo info) {
          numbers.add(((ECPrivateKey) new JcaPEMKeyConverter().setProvider(TestHolder.BC).getPrivateKey(info))
              .getS().toByteArray());
        }
      }
    }
    return numbers;
  }

  @Test
  void goesOnAfterATabWasClosed() throws Exception {
    Phone phone = signedIn(Phone.options());
    phone.page.navigate(LIST + "/new");
    phone.press("生成密钥并保存文件");
    assertThat(phone.text()).contains("口令太短");
    Path saved = make(phone, PASSWORD);
    phone.page.navigate(LIST); // The tab is closed; nothing was sent.
    phone.page.navigate(LIST + "/new");
    phone.page.check("#place-file");
    phone.shoot("application-resumed");
    phone.page.setInputFiles("#key-file", saved);
    phone.page.fill("#key-file-password", "another password");
    phone.press("核对文件");
    phone.page.locator("#key-file-password-error").waitFor();
    phone.shoot("application-wrong-password");
    phone.page.setInputFiles("#key-file", CredentialFiles.bare(TestHolder.withKey("p256")));
    phone.press("核对文件");
    assertThat(phone.page.locator("#key-file-error").innerText()).contains("这不是本页保存的密钥文件");
    check(phone, saved, PASSWORD);
    phone.press("提交申请");
    phone.page.waitForURL(LIST + "/*");
    assertThat(phone.text()).contains("等待机构编制管理部门审查");
    phone.page.click("summary:has-text('撤回申请')");
    phone.press("撤回这次申请");
    assertThat(phone.page.locator("main").innerText()).contains("已撤回");
    phone.shoot("application-withdrawn");
  }

  private Phone signedIn(Browser.NewContextOptions options) {
    TestSignIn manager = TestSignIn.as(application, "manager@demo-organ");
    Phone phone = phone(options.setAcceptDownloads(true));
    phone.context.addCookies(List.of(new Cookie(manager.cookieName(), manager.cookieValue()).setUrl(ORIGIN)));
    phone.context.onRequest(
        request -> {
          byte[] body = request.postDataBuffer();
          if (body != null) {
            sent.add(body);
          }
        });
    return phone;
  }

  private static Path make(Phone phone, String password) {
    phone.page.fill("#key-password", password);
    phone.page.fill("#key-password-again", password);
    Path saved = keep(phone.page.waitForDownload(() -> phone.press("生成密钥并保存文件")), ".pem");
    assertThat(saved)
        .content(StandardCharsets.US_ASCII)
        .contains("BEGIN ENCRYPTED PRIVATE KEY", "BEGIN CERTIFICATE REQUEST")
        .doesNotContain("BEGIN PRIVATE KEY", "BEGIN EC PRIVATE KEY");
    return saved;
  }

  private static void check(Phone phone, Path file, String password) {
    phone.page.setInputFiles("#key-file", file);
    phone.page.fill("#key-file-password", password);
    phone.press("核对文件");
    phone.page.locator(".notice.done:has-text('核对无误')").waitFor();
  }

  private static Path join(Phone phone, Path keyFile, String button) {
    phone.page.setInputFiles("#key-file", keyFile);
    phone.page.fill("#key-file-password", PASSWORD);
    phone.press("合并");
    phone.page.locator(".notice.done:has-text('合并完成')").waitFor(
        new com.microsoft.playwright.Locator.WaitForOptions().setTimeout(60_000));
    return keep(phone.page.waitForDownload(() -> phone.press(button)), ".p12");
  }

  private static Path keep(Download download, String suffix) {
    Path file = Path.of("target", "browser", "enrolled-" + System.nanoTime() + suffix).toAbsolutePath();
    download.saveAs(file);
    return file;
  }

  private JsonNode issue(String url) {
    String id = url.substring(url.lastIndexOf('/') + 1);
    String made =
        clerk.post("/api/v1/enrolments/" + id + "/acceptance").expect(200).json().path("application").asString();
    return reviewer
        .post("/api/v1/certificate-applications/" + made + "/approval", Map.of())
        .expect(200)
        .json();
  }

  /** In no form that a body could carry it. */
  private void assertNothingSecretWasSent(byte[] number) {
    assertThat(sent).isNotEmpty();
    byte[] secret = number.length == 33 ? java.util.Arrays.copyOfRange(number, 1, 33) : number;
    String base64 = Base64.getEncoder().encodeToString(secret).substring(4, 36);
    for (byte[] body : sent) {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      assertThat(text)
          .doesNotContain("PRIVATE", "Correct-horse", Hex.toHexString(secret), base64)
          .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
