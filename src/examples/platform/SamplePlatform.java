import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A platform that lets public bodies in: an app store and a social network in one small process, each with
 * one form that asks Zhengyan before it says yes. Written against api-spec/openapi.yaml and nothing else.
 *
 * <pre>java src/examples/platform/SamplePlatform.java [--service=URL] [--port=8090] [--client-keys=DIR]
 *   [--environment=dev]</pre>
 *
 * <p>What it shows: the clients' keys and tokens stay on this side, the browser sees a picture and six
 * digits; a verdict counts when its receipt was checked here; what the browser of one applicant brings back
 * is taken from that browser alone. What it does not: accounts, a database, more than one node.
 */
final class SamplePlatform {
  private static final long NEWS_MILLIS = 15_000;
  private static final List<String> ASSETS = List.of("platform.css", "platform.js");

  private final URI service;
  private final Path sources;
  private final HttpServer server;
  private final Map<String, Operator> operators = new LinkedHashMap<>();
  private final Map<String, Pushes> pushes = new LinkedHashMap<>();
  private final Verifying verifying;
  private final Consenting consenting;

  private SamplePlatform(Map<String, String> options) throws IOException {
    service = URI.create(options.getOrDefault("service", "http://localhost:8080").replaceFirst("/$", ""));
    String environment = options.getOrDefault("environment", "dev");
    sources = Path.of(System.getProperty("jdk.launcher.sourcefile", "src/examples/platform/x")).getParent();
    Path clients = Path.of(options.getOrDefault("client-keys", "keys-dev/clients"));
    int port = Integer.parseInt(options.getOrDefault("port", "8090"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());

    ZhengyanClient store = new ZhengyanClient(service, "demo-appstore", clients.resolve("demo-appstore.jwk.json"));
    ZhengyanClient social = new ZhengyanClient(service, "demo-social", clients.resolve("demo-social.jwk.json"));
    ServiceKeys keys = new ServiceKeys(store, ServiceKeys.RECEIPTS);
    add(new Operator(store, "示例应用商店", "/release", "应用上架", "appRelease", false));
    add(new Operator(social, "示例社交平台", "/account", "开通公众账号", "accountOpening", false));
    add(new Operator(social, "示例社交平台", "/account/redirect", "开通公众账号，当场同意", "accountOpening", true));
    verifying = new Verifying(keys, environment, base() + "/return");
    consenting =
        new Consenting(verifying, new ServiceKeys(social, ServiceKeys.TOKENS), base() + "/callback");
    for (ZhengyanClient client : List.of(store, social)) {
      pushes.put(client.clientId(), new Pushes(client, keys, verifying::look));
    }
  }

  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new ConcurrentHashMap<>();
    for (String argument : arguments) {
      String[] words = argument.split("=", 2);
      if (words.length != 2 || !words[0].startsWith("--")) {
        System.err.println("An option is --name=value; there are service, port, client-keys, environment.");
        System.exit(2);
      }
      options.put(words[0].substring(2), words[1]);
    }
    new SamplePlatform(options).start();
  }

  private void start() {
    server.createContext("/", exchange -> answer(new Browser(exchange, csp())));
    server.start();
    System.out.println("The sample platform is at " + base() + "/ and asks " + service);
    pushes.forEach(
        (client, receiver) ->
            Thread.ofVirtual().start(() -> receiver.keepRegistering(base() + "/push/" + client)));
  }

  private void add(Operator operator) {
    operators.put(operator.path(), operator);
  }

  private String base() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Forms may lead to the holder's page; nothing else is loaded from anywhere but here. */
  private String csp() {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action"
        + " 'self' " + service + "; base-uri 'none'; frame-ancestors 'none'";
  }

  private void answer(Browser browser) throws IOException {
    try {
      route(browser, browser.path());
    } catch (ZhengyanClient.Refused e) {
      System.out.println("Refused: " + e.getMessage());
      browser.page(502, Pages.told("没有办成", Words.problem(e.status()) + "代码：" + e.code()));
    } catch (RuntimeException e) {
      System.out.println("Failed: " + e);
      browser.page(502, Pages.told("没有办成", "没有连上核验服务。请过一会儿再试。"));
    } finally {
      browser.close();
    }
  }

  private void route(Browser browser, String path) throws IOException {
    if (path.startsWith("/push/")) {
      push(browser, path.substring("/push/".length()));
    } else if (browser.posted() && !browser.fromHere(base())) {
      browser.page(403, Pages.told("没有受理", "这次提交不是从本平台的页面发出的。"));
    } else if (path.startsWith("/applications/")) {
      application(browser, path.split("/"));
    } else if (operators.containsKey(path)) {
      form(browser, operators.get(path));
    } else {
      other(browser, path);
    }
  }

  private void other(Browser browser, String path) throws IOException {
    switch (path) {
      case "/" -> browser.page(200, Pages.start(operators.values()));
      case "/return" -> back(browser);
      case "/callback" -> consented(browser);
      case "/events" -> browser.page(200, Pages.events(events(), ""));
      case "/events/test" -> {
        if (browser.posted()) {
          boolean asked = pushes.values().stream().map(Pushes::test).reduce(false, Boolean::logicalOr);
          String note = asked ? "已请求。事件稍后就到，请刷新。" : "接收地址还没有登记好。";
          browser.page(200, Pages.events(events(), note));
        } else {
          browser.redirect("/events");
        }
      }
      case "/favicon.ico" -> browser.send(204, "image/x-icon", new byte[0]);
      default -> {
        if (ASSETS.contains(path.substring(1))) {
          String type = path.endsWith(".css") ? "text/css" : "text/javascript";
          browser.send(200, type + "; charset=utf-8", Files.readAllBytes(sources.resolve(path.substring(1))));
        } else {
          notFound(browser);
        }
      }
    }
  }

  private void form(Browser browser, Operator operator) throws IOException {
    if (!browser.posted()) {
      browser.page(200, Pages.form(operator, browser.query(), Map.of(), ""));
      return;
    }
    Map<String, String> typed = browser.form();
    Form form = Form.read(operator, typed);
    if (!form.wrong().isEmpty()) {
      browser.page(422, Pages.form(operator, typed, form.wrong(), ""));
      return;
    }
    try {
      if (operator.redirects()) {
        browser.redirect(consenting.begin(browser.session(), form.asked()));
        return;
      }
      String order = typed.getOrDefault("order", "");
      Application application = verifying.begin(browser.session(), form.asked(), order);
      browser.redirect(verifying.next(application));
    } catch (ZhengyanClient.Refused e) {
      browser.page(e.status() / 100 == 4 ? 422 : 502, Pages.form(operator, typed, Form.complaints(e), e.code()));
    }
  }

  /** The browser is back from the holder's page on this device. */
  private void back(Browser browser) throws IOException {
    Map<String, String> query = browser.query();
    Application application = verifying.of(query.getOrDefault("verification", ""), browser.session());
    if (application == null) {
      notFound(browser);
      return;
    }
    if (query.containsKey("completion")) {
      verifying.complete(application, query.get("completion"));
    } else {
      verifying.look(application.id());
    }
    browser.redirect("/applications/" + application.id());
  }

  /** The browser is back from a redirect, with a code or without. */
  private void consented(Browser browser) throws IOException {
    try {
      Application application = consenting.finish(browser.session(), browser.query());
      browser.redirect("/applications/" + application.id());
    } catch (Consenting.Unanswered e) {
      browser.page(400, Pages.told("没有办成", e.getMessage()));
    }
  }

  /**
   * @param words of the path: nothing, "applications", the id, and perhaps what of it
   */
  private void application(Browser browser, String[] words) throws IOException {
    Application application = words.length < 3 ? null : verifying.of(words[2], browser.session());
    if (application == null) {
      notFound(browser);
      return;
    }
    switch (words.length == 4 ? words[3] : "") {
      case "" -> browser.page(200, Pages.application(application));
      case "state" -> browser.json(200, news(application));
      case "events" -> follow(browser, application);
      case "qr" -> qr(browser, application);
      case "holder" -> browser.redirect(verifying.next(application));
      case "receipt" -> receipt(browser, application, "", ".jws");
      case "bundle" -> receipt(browser, application, "?form=bundle", ".bundle.json");
      case "cancellation" -> {
        if (browser.posted()) {
          verifying.cancel(application);
        }
        browser.redirect("/applications/" + application.id());
      }
      default -> notFound(browser);
    }
  }

  private void qr(Browser browser, Application application) throws IOException {
    if (application.ended() || application.code().isEmpty()) {
      notFound(browser);
      return;
    }
    String path = "/api/v1/verifications/" + application.id() + "/presentation/qr";
    byte[] picture = application.asked().operator().client().bytes(path, "image/svg+xml");
    browser.send(200, "image/svg+xml", picture);
  }

  private void receipt(Browser browser, Application application, String form, String ending) throws IOException {
    if (!application.granted()) {
      notFound(browser);
      return;
    }
    String path = "/api/v1/verifications/" + application.id() + "/receipt" + form;
    byte[] file = verifying.file(application, path);
    browser.header("Content-Disposition", "attachment; filename=\"" + application.id() + ending + "\"");
    browser.send(200, "application/octet-stream", file);
  }

  /** Server-sent events for the page: what to show, at each change, until the end. */
  private void follow(Browser browser, Application application) throws IOException {
    browser.stream();
    try {
      int seen = application.version();
      browser.event(news(application));
      while (!application.ended()) {
        int now = application.await(seen, NEWS_MILLIS);
        browser.event(news(application));
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      return; // the page was closed
    }
  }

  private static Map<String, Object> news(Application application) {
    return Map.of(
        "ended", application.ended(),
        "taken", application.taken(),
        "progress", Pages.progress(application));
  }

  private void push(Browser browser, String client) throws IOException {
    Pushes receiver = pushes.get(client);
    if (receiver == null || !browser.posted()) {
      browser.json(404, Map.of());
      return;
    }
    try {
      Pushes.Answer answer = receiver.receive(browser.body());
      browser.json(answer.status(), answer.body());
    } catch (RuntimeException e) {
      browser.json(503, Map.of()); // it comes again
    }
  }

  private List<Pushes.Received> events() {
    return pushes.values().stream()
        .flatMap(receiver -> receiver.received().stream())
        .sorted((a, b) -> b.at().compareTo(a.at()))
        .toList();
  }

  private static void notFound(Browser browser) throws IOException {
    browser.page(404, Pages.told("找不到", "没有这一页，或者它属于另一个浏览器里的申请。"));
  }
}
