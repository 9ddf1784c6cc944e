package org.zhengyan.web.console.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.contract.TestReceipts;
import org.zhengyan.document.Download;
import org.zhengyan.document.FaceForm;
import org.zhengyan.document.Faces;
import org.zhengyan.document.LicenceIdentifier;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether something is real: a line that says yes or no, with the reason. */
@ServerTest
@NullUnmarked
class PublicPagesTest {
  private static final String BOUNDARY = "----a-boundary-of-this-test";

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired Faces faces;
  @Autowired NamedDownloads downloads;

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/check/file", "/check/certificate", "/check/receipt"})
  void speakBothLanguages(String path) throws Exception {
    assertThat(get(path).body()).contains("<html lang=\"zh-CN\">");
    HttpResponse<String> english = get(path + "?lang=en");
    assertThat(english.body()).contains("<html lang=\"en\">");
    assertThat(english.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("lang=en; Path=/;")
        .contains("HttpOnly", "SameSite=Lax");
  }

  @Test
  void findsACertificateByItsNumberAndCodeTogetherAlone() throws Exception {
    JsonNode verdict = verdict(TestReceipts.of(port, "p256"));
    String serial = verdict.path("certificate").path("serial").asString();
    String uscc = verdict.path("institution").path("uscc").asString();
    String name = verdict.path("institution").path("name").asString();
    String printed = String.join(" ", serial.toUpperCase(Locale.ROOT).split("(?<=\\G.{4})"));
    assertThat(lookUp(printed, uscc).body()).contains("是真的，现在有效", name, "<code class=\"groups\">");
    assertThat(get("/check/certificate?number=" + serial + "&uscc=" + uscc).body())
        .as("what a QR code opens")
        .contains("是真的，现在有效", name);
    assertThat(lookUp(serial, "11100000000013338W").body())
        .contains("没有查到这样的证书")
        .doesNotContain(name);
    String other = serial.substring(1) + (serial.endsWith("0") ? "1" : "0");
    assertThat(lookUp("1" + other.substring(0, 31), uscc).body()).contains("没有查到这样的证书");
  }

  @Test
  void findsAFaceByItsPrintedIdentifier() throws Exception {
    JsonNode body = verdict(TestReceipts.of(port, "sm2")).path("institution");
    String uscc = body.path("uscc").asString();
    String serial = "T" + uscc.substring(8);
    String old = identifier(uscc, serial, 1, 0);
    String current = identifier(uscc, serial, 2, 1);
    assertThat(lookUp(current, uscc).body()).contains("登记相符，是现行版本", body.path("name").asString());
    assertThat(lookUp(old.toLowerCase(Locale.ROOT), uscc).body()).contains("曾经是真的，但已是旧版本");
    assertThat(lookUp(current, "11100000000013338W").body()).contains("没有查到这样的证书");
    String wrong = current.substring(0, current.length() - 1) + (current.endsWith("0") ? "1" : "0");
    assertThat(lookUp(wrong, uscc).body()).contains("标识的格式或末位校验字符不对");
  }

  private String identifier(String uscc, String serial, int version, int registryVersion) {
    String identifier = new LicenceIdentifier("11100000000013338W012", "320100", serial, version).toString();
    jdbc.update(
        "insert into face_identifier (uscc, registry_version, serial, version, identifier) values (?, ?, ?, ?, ?)",
        uscc,
        registryVersion,
        serial,
        version,
        identifier);
    return identifier;
  }

  @Test
  void saysWhatIsWrongBesideTheFieldAndKeepsWhatWasTyped() throws Exception {
    HttpResponse<String> page = lookUp("<b>no number</b>", "123");
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .contains("<title>有错误：", "href=\"#field-number\"", "id=\"field-uscc-error\"", "aria-invalid=\"true\"")
        .contains("value=\"&lt;b&gt;no number&lt;/b&gt;\"")
        .doesNotContain("<b>no");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysWhatAReceiptSays(boolean bundle) throws Exception {
    TestReceipts receipt = TestReceipts.of(port, "sm2");
    HttpResponse<String> page =
        bundle
            ? upload("/check/receipt", "bundle.json", receipt.bundle(), "")
            : upload("/check/receipt", "", new byte[0], receipt.receipt());
    assertThat(page.body())
        .contains("回执成立：核验通过", verdict(receipt).path("institution").path("name").asString(), "demo-appstore");
  }

  @Test
  void repeatsNothingOfAnAlteredReceipt() throws Exception {
    TestReceipts receipt = TestReceipts.of(port, "p256");
    String[] parts = receipt.receipt().split("\\.");
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String altered = payload.replace("demo-appstore", "demo-forgery!");
    String forged =
        parts[0]
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(altered.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2];
    assertThat(upload("/check/receipt", "", new byte[0], forged).body())
        .contains("回执不成立")
        .doesNotContain("demo-forgery", verdict(receipt).path("institution").path("name").asString());
  }

  @Test
  void takesNoReceiptThatIsNone() throws Exception {
    assertThat(upload("/check/receipt", "", new byte[0], "").body()).contains("请粘贴回执，或者选择一个文件");
    HttpResponse<String> page = upload("/check/receipt", "", new byte[0], "not a receipt");
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body()).contains("这不是一份回执", "not a receipt</textarea>");
  }

  /** Whoever has the file learns that it is genuine, of whom, and that this proves nobody's right to act. */
  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void aFaceOfThisServiceIsAYesAndAnAlteredOneANo(FaceForm form) throws Exception {
    JsonNode verdict = verdict(TestReceipts.of(port, "sm2"));
    String serial = verdict.path("certificate").path("serial").asString();
    byte[] face = faces.make(SerialNumber.ofHex(serial), form, null);
    String name = verdict.path("institution").path("name").asString();
    String yes = upload("/check/file", "face." + form.extension(), face, "").body();
    assertThat(yes).contains("是真的", name, "现行版本").doesNotContain("核验通过", "不能认可");
    assertThat(yes).as("that it is public").contains("不能证明出示的人代表该单位");
    assertThat(upload("/check/file?lang=en", "face", face, "").body()).contains("<html lang=\"en\">", name);

    byte[] altered = face.clone();
    for (int at = altered.length / 3; at < altered.length / 3 + 100; at++) {
      altered[at] ^= 1;
    }
    assertThat(upload("/check/file", "face." + form.extension(), altered, "").body())
        .contains("不能认可")
        .doesNotContain("是真的");
  }

  @Test
  void aFaceForOnePlatformSaysForWhich() throws Exception {
    JsonNode verdict = verdict(TestReceipts.of(port, "sm2"));
    SerialNumber serial = SerialNumber.ofHex(verdict.path("certificate").path("serial").asString());
    Uscc uscc = new Uscc(verdict.path("institution").path("uscc").asString());
    NamedDownloads.Opened opened = downloads.open(uscc, serial, "holder", "dev-operator-social", "appRelease");
    Download.Named named = new Download.Named("dev-operator-social", "示例社交平台", "appRelease", "上架应用");
    byte[] face = faces.make(serial, FaceForm.PDF, new Download(opened.nonce(), opened.downloadedAt(), named));
    assertThat(upload("/check/file", "face.pdf", face, "").body())
        .contains("是真的", "专为此平台下载", "示例社交平台")
        .doesNotContain("dev-operator-social");
  }

  @Test
  void aFileThatIsNoCertificateIsANo() throws Exception {
    byte[] file = "%PDF-1.7 nothing".getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> page = upload("/check/file", "a<b>.pdf", file, "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("不能认可", "a&lt;b&gt;.pdf").doesNotContain("是真的");
  }

  @Test
  void filesAreBounded() throws Exception {
    byte[] large = new byte[3 * 1024 * 1024];
    Arrays.fill(large, (byte) 'a');
    HttpResponse<String> page = upload("/check/file", "large.pdf", large, "");
    assertThat(page.statusCode()).isEqualTo(413);
    assertThat(page.body()).contains("文件太大");
    assertThat(upload("/check/file", "", new byte[0], "").body()).contains("请选择一个 OFD 或 PDF 文件");
  }

  private static JsonNode verdict(TestReceipts receipt) {
    byte[] payload = Base64.getUrlDecoder().decode(receipt.receipt().split("\\.")[1]);
    return new JsonMapper().readTree(payload).path("verdict");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Accept", "text/html");
  }

  private HttpResponse<String> lookUp(String number, String uscc) throws IOException, InterruptedException {
    String form =
        "number=" + URLEncoder.encode(number, StandardCharsets.UTF_8) + "&uscc=" + uscc;
    return http.send(
        request("/check/certificate")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** As a browser sends a form with a file. */
  private HttpResponse<String> upload(String path, String fileName, byte[] file, String pasted)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    part(body, "name=\"receipt\"", pasted.getBytes(StandardCharsets.UTF_8));
    part(body, "name=\"file\"; filename=\"" + fileName + "\"\r\nContent-Type: application/octet-stream", file);
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return http.send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void part(ByteArrayOutputStream body, String head, byte[] content) {
    String before = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n";
    body.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }
}
