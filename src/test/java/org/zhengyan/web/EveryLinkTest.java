package org.zhengyan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.ServerTest;
import org.zhengyan.access.DevAccounts.DevAccount;
import org.zhengyan.access.Role;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.web.PageRoutes.PageRoute;

/**
 * What a page offers to a reader it offers to that reader: no link and no form ends at a closed door. Pages
 * for everybody name the ways into all consoles, and are left out.
 */
@ServerTest
@NullUnmarked
class EveryLinkTest {
  private static final Pattern LINK = Pattern.compile("<a [^>]*?href=\"([^\"]*)\"");
  private static final Pattern FORM =
      Pattern.compile("<form [^>]*?method=\"(get|post)\"[^>]*?action=\"([^\"]*)\"");

  private record Lead(RequestMethod method, String path, String from) {}

  @Autowired ApplicationContext application;
  @Autowired Map<String, RequestMappingHandlerMapping> mappings;

  static Stream<DevAccount> accounts() {
    return TestSignIn.oneOfEachRole().stream();
  }

  @ParameterizedTest
  @MethodSource("accounts")
  void leadsNobodyToAClosedDoor(DevAccount account) throws Exception {
    Role role = account.role();
    List<PageRoute> routes = PageRoutes.of(mappings.values()).all();
    TestSignIn reader = TestSignIn.as(application, account.login());
    Deque<Lead> waiting = new ArrayDeque<>();
    routes.stream()
        .filter(route -> route.page() && route.plain() && route.method() == RequestMethod.GET)
        .filter(route -> route.roles() != null && route.roles().contains(role))
        .forEach(route -> waiting.add(new Lead(RequestMethod.GET, route.path(), "")));
    Set<String> seen = new HashSet<>();
    List<String> closed = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Lead lead = waiting.poll();
      Optional<PageRoute> route = PageRoutes.find(routes, lead.method(), lead.path());
      if (route.isEmpty() || !route.get().page() || !seen.add(route.get().toString())) {
        continue;
      }
      if (route.get().roles() != null && !route.get().roles().contains(role)) {
        closed.add(lead.toString());
      } else if (lead.method() == RequestMethod.GET && !route.get().open()) {
        HttpResponse<String> answer = reader.send(reader.request(lead.path()).header("Accept", "text/html"));
        if (answer.statusCode() == 403 && !lead.from().isEmpty()) {
          closed.add(lead.toString());
        }
        waiting.addAll(leads(lead.path(), answer.body()));
      }
    }
    assertThat(seen).as("pages of " + role).hasSizeGreaterThan(5);
    assertThat(closed).isEmpty();
  }

  private static List<Lead> leads(String from, String html) {
    List<Lead> leads = new ArrayList<>();
    for (Matcher link = LINK.matcher(html); link.find(); ) {
      add(leads, RequestMethod.GET, link.group(1), from);
    }
    for (Matcher form = FORM.matcher(html); form.find(); ) {
      add(leads, RequestMethod.valueOf(form.group(1).toUpperCase(Locale.ROOT)), form.group(2), from);
    }
    return leads;
  }

  private static void add(List<Lead> leads, RequestMethod method, String href, String from) {
    URI target = URI.create(from).resolve(href.replace("&amp;", "&"));
    if (target.getHost() == null && target.getRawPath() != null && target.getRawPath().startsWith("/")) {
      String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
      leads.add(new Lead(method, target.getRawPath() + query, from));
    }
  }
}
