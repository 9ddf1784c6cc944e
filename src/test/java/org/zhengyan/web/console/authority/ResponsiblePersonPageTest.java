package org.zhengyan.web.console.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;

/** Two persons of the authority enter a body's responsible person, and one hands over the code. */
@ServerTest
class ResponsiblePersonPageTest {
  private static final Pattern DECISION = Pattern.compile("action=\"([^\"]*/decision)\"");
  private static final Pattern DIGEST = Pattern.compile("name=\"digest\" value=\"([0-9a-f]{64})\"");

  @Autowired private ApplicationContext application;

  @Test
  void entersByTwoPersonsAndInvites() throws Exception {
    TestSignIn clerk = TestSignIn.as(application, "clerk@national");
    TestSignIn reviewer = TestSignIn.as(application, "reviewer@national");
    String path =
        "/authority/registry/" + new BodyPeople(application).body().value() + "/responsible-person";
    assertThat(clerk.get(path).body()).contains("还没有登记第一管理责任人");
    assertThat(clerk.post(path, Map.of("name", "")).statusCode()).isEqualTo(422);
    assertThat(clerk.post(path, Map.of("name", "测试责任人")).statusCode()).isEqualTo(303);
    assertThat(clerk.get(path).body()).contains("待核准：测试责任人").doesNotContain("/decision\"");

    String shown = reviewer.get(path).body();
    Map<String, String> approve = Map.of("decision", "approve", "digest", find(DIGEST, shown));
    assertThat(clerk.post(find(DECISION, shown), approve).statusCode()).isEqualTo(403);
    String elsewhere =
        find(DECISION, shown).replaceFirst("[0-9A-Z]{18}", new BodyPeople(application).body().value());
    assertThat(reviewer.post(elsewhere, approve).statusCode()).as("another body's page").isEqualTo(404);
    assertThat(reviewer.post(find(DECISION, shown), approve).statusCode()).isEqualTo(303);

    assertThat(clerk.get(path).body()).doesNotContain("/invitation\"");
    assertThat(clerk.post(path + "/invitation", Map.of()).statusCode()).as("who proposed").isEqualTo(403);
    HttpResponse<String> invited = reviewer.post(path + "/invitation", Map.of());
    assertThat(invited.statusCode()).isEqualTo(200);
    assertThat(invited.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(clerk.get(path).body()).contains("测试责任人", "等待本人激活");
    assertThat(TestSignIn.as(application, "clerk@nanjing").get(path).statusCode()).isEqualTo(200);
    assertThat(TestSignIn.as(application, "manager@demo-organ").get(path).statusCode()).isEqualTo(403);
  }

  private static String find(Pattern pattern, String page) {
    Matcher found = pattern.matcher(page);
    assertThat(found.find()).as(page).isTrue();
    return found.group(1);
  }
}
