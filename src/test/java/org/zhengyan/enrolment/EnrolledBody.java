package org.zhengyan.enrolment;

import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zhengyan.TestHolder;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.principal.PersonId;
import org.zhengyan.registry.Uscc;
import tools.jackson.databind.JsonNode;

/** A body of its own in tests, with a person who applies and the two who decide. */
public final class EnrolledBody {
  public static final String NAME = "南京市申请示例学校";

  final ContractClient clerk;
  final ContractClient reviewer;
  final String uscc;
  private final Enrolments enrolments;

  private EnrolledBody(int port, Enrolments enrolments, LocalDate validTo) {
    this.enrolments = enrolments;
    clerk = ContractClient.of(port, "demo-clerk");
    reviewer = ContractClient.of(port, "demo-reviewer");
    Map<String, Object> body = TestHolder.institution(NAME);
    body.put("validTo", validTo.toString());
    uscc = TestHolder.register(clerk, reviewer, TestHolder.newUscc(), body);
  }

  /** A body whose registration, and so every certificate of it, ends that day. */
  public static EnrolledBody until(int port, Enrolments enrolments, LocalDate validTo) {
    return new EnrolledBody(port, enrolments, validTo);
  }

  public static EnrolledBody of(int port, Enrolments enrolments) {
    return until(port, enrolments, LocalDate.of(2029, 12, 31));
  }

  public String uscc() {
    return uscc;
  }

  /** What a renewal is about. */
  public record Renewed(String predecessor, String serial) {}

  /** A certificate of a person, renewed after it was used. */
  public Renewed renew(Consumer<TestHolder> use) {
    Applicant person = person(true);
    TestHolder key = TestHolder.withKey("p256");
    JsonNode first = issue(apply(person, EnrolmentKind.FIRST, key, null));
    String predecessor = first.path("serial").asString();
    use.accept(key.presenting(first.path("certificate").asString()));
    JsonNode next = issue(apply(person, EnrolmentKind.RENEWAL, TestHolder.withKey("p256"), predecessor));
    return new Renewed(predecessor, next.path("serial").asString());
  }

  Applicant person(boolean leads) {
    String id = UUID.randomUUID().toString();
    return new Applicant(new PersonId("p-" + id), "account:" + id, new Uscc(uscc), "grant:" + id, leads);
  }

  Enrolment apply(Applicant applicant, EnrolmentKind kind, TestHolder key, @Nullable String predecessor) {
    return apply(applicant, kind, key, predecessor, false);
  }

  Enrolment apply(
      Applicant applicant, EnrolmentKind kind, TestHolder key, @Nullable String predecessor, boolean dual) {
    String suite = key.algorithm().startsWith("SM3") ? "sm2" : "p256";
    return enrolments.submit(
        applicant, new EnrolmentRequest(kind.wire(), suite, key.csr(), predecessor, dual));
  }

  Enrolment apply(Applicant applicant) {
    return apply(applicant, EnrolmentKind.FIRST, TestHolder.withKey("p256"), null);
  }

  /** The clerk accepts; returns the certificate application. */
  String accept(Enrolment enrolment) {
    return clerk
        .post("/api/v1/enrolments/" + enrolment.id() + "/acceptance", Map.of("digest", enrolment.digest()))
        .expect(200)
        .json()
        .path("application")
        .asString();
  }

  JsonNode issue(Enrolment enrolment) {
    return reviewer
        .post("/api/v1/certificate-applications/" + accept(enrolment) + "/approval")
        .expect(200)
        .json();
  }

  /** A certificate of that person, issued. */
  String serial(Applicant applicant) {
    return issue(apply(applicant)).path("serial").asString();
  }

  String status(String serial) {
    return clerk.get("/api/v1/certificates/" + serial).expect(200).json().path("status").asString();
  }

  String reason(String serial) {
    return clerk.get("/api/v1/certificates/" + serial).expect(200).json().path("reason").asString();
  }

  void change(String name, String status) {
    Map<String, Object> body = TestHolder.institution(name);
    body.put("status", status);
    String version = clerk.get("/api/v1/institutions/" + uscc).expect(200).header("ETag");
    TestHolder.register(clerk, reviewer, uscc, body, "If-Match", version);
  }

  /** Every operation of enrolments once, for the contract. */
  public void playOperations() {
    Enrolment refused = apply(person(true));
    String path = "/api/v1/enrolments/";
    clerk.get("/api/v1/enrolments?state=submitted&limit=5").expect(200);
    clerk.get(path + refused.id()).expect(200);
    clerk.post(path + refused.id() + "/refusal", Map.of("reason", "材料不全")).expect(200);
    accept(apply(person(false)));
    recoverOperations();
  }

  private void recoverOperations() {
    JsonNode dual = dual(person(true));
    String target = dual(person(true)).path("serial").asString();
    for (String decision : new String[] {"refusal", "approval"}) {
      JsonNode asked = askRecovery(dual.at("/encryption/serial").asString(), target).expect(202).json();
      String path = "/api/v1/key-recoveries/" + asked.path("id").asString();
      clerk.get(path).expect(200);
      reviewer
          .post(path + "/" + decision, decision.equals("refusal") ? Map.of("reason", "无此必要") : Map.of())
          .expect(200);
    }
  }

  /** A key recovery that waits for its second person: its id. */
  public String openRecovery() {
    String serial = dual(person(true)).at("/encryption/serial").asString();
    String target = dual(person(true)).path("serial").asString();
    return askRecovery(serial, target).expect(202).json().path("id").asString();
  }

  /** A dual application, approved. */
  JsonNode dual(Applicant applicant) {
    return dual(applicant, TestHolder.withKey("sm2"));
  }

  JsonNode dual(Applicant applicant, TestHolder key) {
    return issue(apply(applicant, EnrolmentKind.FIRST, key, null, true));
  }

  ContractClient.Reply askRecovery(String serial, String target) {
    return clerk.post(
        "/api/v1/certificates/" + serial + "/key-recovery", Map.of("target", target, "reason", "人员离职"));
  }
}
