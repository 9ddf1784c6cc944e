package org.zhengyan.registry.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** Imports as the clients of authorities meet them; every answer is held against the contract. */
@ServerTest
class ImportApiTest {
  @LocalServerPort int port;

  @Test
  void registersWhatTwoPersonsOfTheDivisionApproved() {
    ContractClient clerk = ContractClient.of(port, "demo-nanjing-clerk");
    ContractClient reviewer = ContractClient.of(port, "demo-nanjing-reviewer");
    PlayedImport played =
        PlayedImport.checked(clerk, ImportFixture.HEADINGS + ImportFixture.rows(710_001, 3));
    JsonNode submitted = clerk.post(played.path() + "/submission").expect(202).json();
    assertThat(submitted.path("division").asString()).isEqualTo("320100");

    reviewer
        .post(played.path() + "/approval", Map.of("digest", submitted.path("digest").asString()))
        .expect(202);

    assertThat(played.awaitEnd("applying").path("state").asString()).isEqualTo("applied");
    clerk.get("/api/v1/institutions/" + ImportFixture.code(710_002)).expect(200);
    assertThat(
            reviewer.post(played.path() + "/approval", Map.of()).expect(409).problem())
        .isEqualTo("wrong-state");
  }

  @Test
  void reportsBodiesOfAnotherDivisionAndSubmitsNothing() {
    ContractClient clerk = ContractClient.of(port, "demo-nanjing-clerk");
    String rows = ImportFixture.rows(720_001, 1).replace(",320100,", ",110000,");
    PlayedImport played = PlayedImport.checked(clerk, ImportFixture.HEADINGS + rows);

    JsonNode report = clerk.get(played.path() + "/faults").expect(200).json().path("items");
    assertThat(report.get(0).path("code").asString()).isEqualTo("outside-division");
    assertThat(report.get(0).path("line").asInt()).isEqualTo(2);
    assertThat(clerk.post(played.path() + "/submission").expect(409).problem())
        .isEqualTo("wrong-state");
  }

  @Test
  void doesNotShowAnImportToAnotherDivisionOrLetItsUploaderApprove() {
    ContractClient clerk = ContractClient.of(port, "demo-clerk");
    PlayedImport played =
        PlayedImport.checked(
            clerk,
            ImportFixture.HEADINGS + ImportFixture.rows(730_001, 1).replace(",320100,", ",110000,"));
    ContractClient nanjing = ContractClient.of(port, "demo-nanjing-reviewer");
    assertThat(nanjing.get(played.path()).expect(403).problem()).isEqualTo("outside-division");
    assertThat(clerk.post(played.path() + "/approval", Map.of()).expect(403).problem())
        .isEqualTo("forbidden");
  }
}
