package org.zhengyan.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.zhengyan.ServerTest;
import org.zhengyan.access.TestSignIn;
import org.zhengyan.access.people.BodyPeople;
import org.zhengyan.access.people.Grant;
import org.zhengyan.certificate.CertificateStore;
import org.zhengyan.enrolment.EnrolledBody;
import org.zhengyan.enrolment.EnrolledBody.Renewed;
import org.zhengyan.enrolment.Enrolments;
import org.zhengyan.notification.EventPlayers.Body;
import org.zhengyan.registry.LapseSweeper;
import org.zhengyan.registry.Uscc;

/** What happens without an authority's decision, or on a page, and is told like everything else. */
@ServerTest
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EventCausesTest {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext application;
  @Autowired private Enrolments enrolments;
  @Autowired private LapseSweeper lapses;
  @Autowired private JdbcTemplate jdbc;
  private EventPlayers players;
  private StubReceiver receiver;

  @BeforeEach
  void start() {
    players = new EventPlayers(port);
    receiver = StubReceiver.start(0);
  }

  @AfterEach
  void stop() {
    players.removeEndpoints();
    receiver.close();
  }

  private Map<String, Object> awaitEvent(String kind) {
    return await()
        .until(
            () -> receiver.received(kind).stream().map(token -> StubReceiver.event(token, kind)).findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void tellsThePlatformThatAManagerObjectedOnThePage() throws Exception {
    receiver.register(players.appStore, "binding.repudiated");
    BodyPeople body = new BodyPeople(application);
    Uscc uscc = body.body();
    Grant responsible = body.responsible(uscc);
    Grant manager = body.manager(responsible);
    String binding = body.bind(uscc, body.certify(manager));
    TestSignIn browser = body.signIn(responsible, manager);
    assertThat(browser.post("/agency/bindings/" + binding + "/objection", Map.of()).statusCode()).isEqualTo(303);
    assertThat(awaitEvent("binding.repudiated"))
        .containsEntry("binding", binding)
        .containsEntry("uscc", uscc.value());
  }

  @Test
  void tellsThePlatformThatACertificateWasRenewed() {
    receiver.register(players.appStore, "certificate.renewed");
    try (StubReceiver other = StubReceiver.start(0)) {
      other.register(players.social, "certificate.renewed");
      LocalDate soon = LocalDate.now(CertificateStore.CALENDAR).plusDays(20);
      EnrolledBody body = EnrolledBody.until(port, enrolments, soon);
      Renewed renewed =
          body.renew(
              holder ->
                  players.verify(players.appStore, new Body(body.uscc(), "", holder), EnrolledBody.NAME));
      assertThat(awaitEvent("certificate.renewed"))
          .containsEntry("uscc", body.uscc())
          .containsEntry("predecessor", renewed.predecessor())
          .containsEntry("serial", renewed.serial());
      assertThat(other.received("certificate.renewed")).isEmpty();
    }
  }

  /** The registration is over with its day; nobody decides anything. */
  @Test
  void tellsThePlatformOnceThatARegistrationLapsed() {
    receiver.register(players.appStore, "institution.cancelled", "institution.changed");
    Body body = players.boundTo(players.appStore);
    LocalDate lastDay = lapse(body.uscc());
    assertThat(lapses.sweep()).isPositive();
    assertThat(awaitEvent("institution.cancelled"))
        .containsEntry("uscc", body.uscc())
        .containsEntry("status", "void")
        .containsEntry("effectiveOn", lastDay.plusDays(1).toString());
    lapses.sweep();
    players.change(body, "validTo", "2031-12-31");
    awaitEvent("institution.changed");
    assertThat(receiver.received("institution.cancelled").stream().map(StubReceiver::jti).distinct()).hasSize(1);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from event where convert_from(record, 'UTF8') like ?",
                Long.class,
                "%\"subject\":\"" + body.uscc() + "\",\"type\":\"registry.lapsed\"%"))
        .isEqualTo(1);
  }

  /** As if the body had been registered until yesterday; without a decision of today. */
  private LocalDate lapse(String uscc) {
    return jdbc.queryForObject(
        "insert into institution_version (uscc, version, effective_on, kind, names, abbreviations, division,"
            + " address, head, authority, issued_on, status, valid_from, valid_to, purpose, funding, capital,"
            + " sponsors) select uscc, version + 1, effective_on, kind, names, abbreviations, division, address,"
            + " head, authority, issued_on, status, valid_from, effective_on - 1, purpose, funding, capital,"
            + " sponsors from institution_version where uscc = ? returning valid_to",
        LocalDate.class,
        uscc);
  }
}
