import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What people see. Every page works without script, except that it then looks for news every five seconds. */
final class Pages {
  static final String SIGNED_IN = "139****0001";
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm").withZone(ZONE);
  private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("M 月 d 日 HH:mm:ss").withZone(ZONE);

  private Pages() {}

  static Html start(Collection<Operator> operators) {
    Html links = Html.NONE;
    for (Operator operator : operators) {
      links =
          links.and(
              Html.of(
                  "<li><a href=\"{}\">{}</a> <span>{}</span></li>",
                  operator.path(),
                  operator.act(),
                  operator.name()));
    }
    return page(
        "示例平台",
        "示例平台",
        Html.of(
            """
            <h1>以机关、事业单位的名义办理</h1>
            <p>本平台不收公函，不收银行账户，也不收法定代表人的证件。
            单位用电子证书证明自己，本平台只得到“是”或“不是”。</p>
            <ul class="links">{}</ul>
            <p class="small"><a href="/events">查看收到的事件</a></p>
            """,
            links));
  }

  /**
   * @param values what was typed before, by the name of its field
   * @param wrong what is wrong with it, by the name of its field; the empty name for all of it
   * @param code for support, small
   */
  static Html form(Operator operator, Map<String, String> values, Map<String, String> wrong, String code) {
    Html own;
    if (operator.releasesApps()) {
      own =
          field("subject", "应用名称和版本", "", values, wrong)
              .and(field("identifier", "包名", "例如 cn.gov.nanjing.edu", values, wrong))
              .and(
                  field(
                      "digest",
                      "安装包签名证书的 SHA-256 指纹",
                      "64 位十六进制，可以直接粘贴 keytool 或 apksigner 显示的一行",
                      values,
                      wrong));
    } else {
      own =
          field("subject", "账号名称", "显示给公众的名称", values, wrong)
              .and(field("identifier", "账号", "字母和数字，开通后不能改", values, wrong));
    }
    boolean here = "here".equals(values.get("where"));
    return page(
        operator.act(),
        operator.name(),
        Html.of(
            """
            <h1>{}</h1>
            {}
            <form method="post" action="{}">
            <input type="hidden" name="order" value="{}">
            {}
            <h2>以哪个单位的名义</h2>
            {}{}
            {}
            <p><button>{}</button></p>
            <p class="small">单位的办事人会看到本平台的名称、这次申请的内容，以及申请人 {}（江苏南京）。</p>
            </form>
            """,
            operator.act(),
            summary(wrong, code),
            operator.path(),
            UUID.randomUUID(),
            own,
            field("body", "单位名称", "与证书上的一致", values, wrong),
            field("uscc", "统一社会信用代码", "18 位", values, wrong),
            operator.redirects() ? onTheSpot() : whereFrom(here),
            operator.redirects() ? "前往核验服务" : "发起核验",
            SIGNED_IN));
  }

  private static Html whereFrom(boolean here) {
    return Html.of(
        """
        <fieldset><legend>单位的电子证书在哪里</legend>
        <label class="option"><input type="radio" name="where" value="phone"{}>
        在手机或另一台电脑上，我来出示二维码</label>
        <label class="option"><input type="radio" name="where" value="here"{}> 就在这台设备上</label>
        </fieldset>
        """,
        new Html(here ? "" : " checked"),
        new Html(here ? " checked" : ""));
  }

  private static Html onTheSpot() {
    return Html.of("<p>下一步转到核验服务，用单位的电子证书当场同意，然后自动回到这里。</p>");
  }

  static Html application(Application application) {
    Application.Asked asked = application.asked();
    Html facts =
        facts(
            "单位", asked.body(),
            "统一社会信用代码", Words.grouped(asked.uscc()),
            asked.operator().releasesApps() ? "应用" : "账号名称", asked.subject(),
            asked.operator().releasesApps() ? "包名" : "账号", asked.identifier());
    Html now =
        switch (application.state()) {
          case "requested" -> waiting(application);
          case "verified" -> application.granted() ? granted(application) : distrusted(application);
          case "rejected" -> rejected(application);
          case "expired" ->
              result("no", "○ 已过期", "二十分钟内没有人完成核验，这次申请没有办成。", again(asked.operator()));
          default -> result("no", "○ 已取消", "这次申请已取消，没有办成。", again(asked.operator()));
        };
    return page(
        asked.operator().act(),
        asked.operator().name(),
        now.and(Html.of("<h2>申请的内容</h2>{}", facts)),
        !application.ended());
  }

  static Html events(List<Pushes.Received> events, String note) {
    Html rows = Html.NONE;
    for (Pushes.Received event : events) {
      rows =
          rows.and(
              Html.of(
                  "<tr><td>{}<br><span class=\"small\">{}</span></td><td>{}<br><span class=\"small\">{}</span></td>"
                      + "<td class=\"code\">{}</td></tr>",
                  MOMENT.format(event.at()),
                  event.operator(),
                  Words.event(event.kind()),
                  event.kind(),
                  event.subject().replaceFirst("^urn:zhengyan:", "")));
    }
    return page(
        "收到的事件",
        "示例平台",
        Html.of(
            """
            <h1>收到的事件</h1>
            <p>核验服务主动推来的，每一件都验过签名，只记一次。最新的在前。</p>
            {}{}
            <form method="post" action="/events/test"><p><button>请服务发一件测试事件</button></p></form>
            """,
            note.isEmpty() ? Html.NONE : Html.of("<p class=\"told\" role=\"status\">{}</p>", note),
            events.isEmpty()
                ? Html.of("<p class=\"told\">还没有事件。</p>")
                : Html.of(
                    "<div class=\"scroll\"><table><thead><tr><th>北京时间，收到者</th><th>事件</th><th>对象</th></tr>"
                        + "</thead><tbody>{}</tbody></table></div>",
                    rows)));
  }

  static Html told(String title, String text) {
    return page(title, "示例平台", Html.of("<h1>{}</h1><p>{}</p><p><a href=\"/\">回到首页</a></p>", title, text));
  }

  /** What the waiting page says now; the only part that changes before the end. */
  static String progress(Application application) {
    return switch (application.progress()) {
      case "taken" -> "单位的办事人已打开请求，正在确认。";
      case "answered" -> "单位的办事人已同意，等待浏览器返回。";
      default -> "等待单位的办事人打开请求。";
    };
  }

  private static Html waiting(Application application) {
    String id = application.id();
    long seconds = Math.max(0, Duration.between(Instant.now(), application.expiresAt()).toSeconds());
    Html steps =
        application.code().isEmpty()
            ? Html.of(
                "<p>请在<a href=\"/applications/{}/holder\">核验页面</a>上完成操作，之后会自动回到这里。</p>", id)
            : Html.of(
                """
                <ol class="steps">
                <li><p>请单位的办事人用手机扫描二维码。它每 30 秒更换一次，截图很快失效。</p>
                <p class="qr">
                <img id="qr" src="/applications/{}/qr" width="240" height="240" alt="核验二维码"{}></p></li>
                <li><p>在手机上输入核对码：</p>
                <p class="code digits" id="code">{}</p></li>
                <li><p>核对内容后，在手机上选择同意或拒绝。本页会自动更新。</p></li>
                </ol>
                """,
                id,
                new Html(application.taken() ? " hidden" : ""),
                application.code().substring(0, 3) + " " + application.code().substring(3));
    return Html.of(
        """
        <h1>请单位证明身份</h1>
        <p class="told" id="progress" role="status" data-follow="/applications/{}">{}</p>
        {}
        <p class="small">请在北京时间 {} 前完成<span id="left" data-seconds="{}"></span>。</p>
        <form method="post" action="/applications/{}/cancellation"><p><button class="quiet">取消申请</button></p></form>
        """,
        id,
        progress(application),
        steps,
        CLOCK.format(application.expiresAt()),
        seconds,
        id);
  }

  private static Html granted(Application application) {
    Map<String, Object> verdict = Json.map(application.verification().get("verdict"));
    Map<String, Object> institution = Json.map(verdict.get("institution"));
    Map<String, Object> certificate = Json.map(verdict.get("certificate"));
    String done = application.asked().operator().releasesApps() ? "应用可以上架了。" : "账号已开通。";
    String id = application.id();
    return result("yes", "✓ 核验通过", done, Html.NONE)
        .and(
            facts(
                "登记的单位名称", Json.string(institution.get("name")),
                "申请时用的名称", matched(Json.string(institution.get("matchedName"))),
                "证书序列号", Json.string(certificate.get("serial")),
                "证书状态", "有效，查于 " + moment(certificate.get("asOf"))))
        .and(
            Html.of(
                """
                <h2>凭据</h2>
                {}
                <p>回执的签名、对象和内容已由本平台验过。下载<a
                href="/applications/{}/receipt" download>回执</a>、<a
                href="/applications/{}/bundle" download>带日志证明的回执</a>；后者多年以后不靠核验服务也能查验：</p>
                <pre><code>java -jar zhengyan.jar verify-receipt {}.bundle.json</code></pre>
                """,
                application.signedIn().isEmpty()
                    ? Html.NONE
                    : Html.of(
                        "<p>登录的单位是 {}，登录凭证（ID token）的签名、签发者、对象和 nonce 已由本平台验过。</p>",
                        Words.grouped(application.signedIn())),
                id,
                id,
                id));
  }

  private static Html rejected(Application application) {
    Html reasons = Html.NONE;
    for (Object code : Json.list(Json.map(application.verification().get("verdict")).get("reasons"))) {
      reasons =
          reasons.and(
              Html.of(
                  "<li>{} <span class=\"small\">{}</span></li>",
                  Words.reason(Json.string(code)),
                  Json.string(code)));
    }
    return result(
        "no",
        "✕ 没有通过",
        "这次申请没有办成，原因是：",
        Html.of("<ul>{}</ul>", reasons).and(again(application.asked().operator())));
  }

  private static Html distrusted(Application application) {
    return result(
        "no",
        "✕ 没有通过",
        "核验服务的回执没有通过本平台的验证，因此不予办理。请联系本平台的客服。",
        Html.of("<p class=\"small\">{}</p>", application.distrust()));
  }

  private static Html again(Operator operator) {
    return Html.of("<p><a href=\"{}\">重新申请</a></p>", operator.path());
  }

  private static Html result(String kind, String title, String text, Html more) {
    return Html.of(
        "<div class=\"result {}\"><h1 id=\"result\">{}</h1><p>{}</p>{}</div>", kind, title, text, more);
  }

  private static String matched(String which) {
    return switch (which) {
      case "first" -> "与登记的第一名称一致";
      case "second" -> "与登记的第二名称一致";
      case "" -> "与登记的名称一致";
      default -> "与登记的另一个名称一致（" + which + "）";
    };
  }

  private static String moment(Object time) {
    return MOMENT.format(Instant.parse(Json.string(time))) + "（北京时间）";
  }

  private static Html facts(String... pairs) {
    Html rows = Html.NONE;
    for (int i = 0; i < pairs.length; i += 2) {
      rows = rows.and(Html.of("<div><dt>{}</dt><dd>{}</dd></div>", pairs[i], pairs[i + 1]));
    }
    return Html.of("<dl>{}</dl>", rows);
  }

  private static Html field(
      String name, String label, String hint, Map<String, String> values, Map<String, String> wrong) {
    String complaint = wrong.getOrDefault(name, "");
    return Html.of(
        "<div class=\"field\"><label for=\"{}\">{}</label>{}{}"
            + "<input id=\"{}\" name=\"{}\" value=\"{}\" required{}></div>\n",
        name,
        label,
        hint.isEmpty() ? Html.NONE : Html.of("<p class=\"hint\">{}</p>", hint),
        complaint.isEmpty() ? Html.NONE : Html.of("<p class=\"wrong\" id=\"{}-wrong\">{}</p>", name, complaint),
        name,
        name,
        values.getOrDefault(name, ""),
        complaint.isEmpty()
            ? Html.NONE
            : Html.of(" aria-invalid=\"true\" aria-describedby=\"{}-wrong\"", name));
  }

  private static Html summary(Map<String, String> wrong, String code) {
    if (wrong.isEmpty()) {
      return Html.NONE;
    }
    Html items = Html.NONE;
    for (Map.Entry<String, String> item : wrong.entrySet()) {
      items =
          items.and(
              item.getKey().isEmpty()
                  ? Html.of("<li>{}</li>", item.getValue())
                  : Html.of("<li><a href=\"#{}\">{}</a></li>", item.getKey(), item.getValue()));
    }
    return Html.of(
        "<div class=\"problems\" role=\"alert\"><h2>还不能发起</h2><ul>{}</ul><p class=\"small\">{}</p></div>",
        items,
        code);
  }

  private static Html page(String title, String platform, Html main) {
    return page(title, platform, main, false);
  }

  private static Html page(String title, String platform, Html main, boolean live) {
    return Html.of(
        """
        <!doctype html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{} · {}</title>
        <link rel="stylesheet" href="/platform.css">
        {}
        </head>
        <body>
        <header><p><a href="/">{}</a></p><p>已登录：{}</p></header>
        <main>
        {}
        </main>
        <footer><p>示例程序，平台和账号都是虚构的。</p></footer>
        </body>
        </html>
        """,
        title,
        platform,
        live
            ? new Html(
                "<script src=\"/platform.js\" defer></script>"
                    + "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>")
            : Html.NONE,
        platform,
        SIGNED_IN,
        main);
  }
}
