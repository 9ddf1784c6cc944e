package org.zhengyan.access.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.TestHolder;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.Download;
import org.zhengyan.document.FaceForm;
import org.zhengyan.document.Faces;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;
import tools.jackson.databind.JsonNode;

/** A face that was downloaded for a platform proves no more than whoever downloaded it may do. */
@ServerTest
class DocumentScopeTest {
  private static final String PLATFORM = "dev-operator-appstore";
  private static final String PURPOSE = "accountOpening";
  private static final String OWN = "教务处";
  private static final String OTHER = "总务处";

  @Autowired private ApplicationContext application;
  @Autowired private Departments departments;
  @Autowired private NamedDownloads downloads;
  @Autowired private Faces faces;

  private BodyPeople body;
  private Uscc uscc;
  private Grant manager;

  @BeforeEach
  void body() {
    body = new BodyPeople(application);
    uscc = body.body();
    manager = body.manager(body.responsible(uscc));
  }

  @Test
  void countsForTheDepartmentOfWhoDownloadedItAlone() {
    byte[] face = download(body.user(manager, new GrantScope(null, null, Set.of(OWN)), null));
    assertRejected(verify(face, OTHER, "document"), "holderNotPermitted");
    assertRejected(verify(face, null, "document"), "holderNotPermitted");
    // A face that proved nothing is not used up.
    JsonNode decided = verify(face, OWN, "document");
    assertThat(decided.at("/verdict/assurance").asString()).as(decided.toString()).isEqualTo("document");
    assertThat(decided.path("state").asString()).isEqualTo("verified");
  }

  @Test
  void saysWhatEverybodyMayKnowOutsideTheScope() {
    byte[] face = download(body.user(manager, new GrantScope(null, null, Set.of(OWN)), null));
    JsonNode decided = verify(face, OTHER, "registryOnly");
    assertThat(decided.path("state").asString()).isEqualTo("verified");
    assertThat(decided.at("/verdict/assurance").asString()).isEqualTo("registryOnly");
    assertThat(verify(face, OWN, "document").path("state").asString()).isEqualTo("verified");
  }

  @Test
  void holdsPlatformAndActionAlsoWhereTheDownloadDidNot() {
    Set<ActionType> apps = Set.of(ActionType.APP_RELEASE);
    assertRejected(
        verify(download(body.user(manager, new GrantScope(apps, null, null), null)), null, "document"),
        "holderNotPermitted");
    Set<String> social = Set.of("dev-operator-social");
    assertRejected(
        verify(download(body.user(manager, new GrantScope(null, social, null), null)), null, "document"),
        "holderNotPermitted");
  }

  @Test
  void matchesTheDepartmentWithTheRegister() {
    departments.add(manager.person(), uscc, OWN);
    byte[] face = download(manager);
    assertRejected(verify(face, OTHER, "document"), "departmentUnknown");
    assertThat(verify(face, OWN, "document").path("state").asString()).isEqualTo("verified");
  }

  private byte[] download(Grant person) {
    SerialNumber serial = SerialNumber.ofHex(body.certify(person).serial());
    NamedDownloads.Opened opened = downloads.open(uscc, serial, person.holder(), PLATFORM, PURPOSE);
    Download.Named named = new Download.Named(PLATFORM, "应用商店", PURPOSE, "开设账号");
    return faces.make(serial, FaceForm.PDF, new Download(opened.nonce(), opened.downloadedAt(), named));
  }

  private JsonNode verify(byte[] face, @Nullable String department, String minimum) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("claimed", Map.of("name", BodyPeople.NAME, "uscc", uscc.value()));
    request.put("action", Map.of("type", PURPOSE, "subject", "官方账号", "identifier", "scope-test"));
    request.put("minimumAssurance", minimum);
    if (department != null) {
      request.put("onBehalfOf", Map.of("department", department));
    }
    String id =
        body.appStore.post("/api/v1/verifications", request).expect(201).json().path("id").asString();
    return body.appStore
        .post(
            "/api/v1/verifications/" + id + "/evidence",
            Map.of("kind", "document", "document", TestHolder.base64url(face)))
        .expect(200)
        .json();
  }

  private static void assertRejected(JsonNode decided, String reason) {
    assertThat(decided.path("state").asString()).isEqualTo("rejected");
    assertThat(decided.at("/verdict/reasons").valueStream().map(JsonNode::asString))
        .as(decided.toString())
        .containsExactly(reason);
  }
}
