package org.zhengyan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.zhengyan.ServerTest;
import org.zhengyan.contract.ContractClient;
import org.zhengyan.document.SandboxFaces;
import org.zhengyan.operator.SandboxAdmission;
import org.zhengyan.registry.SandboxRegistry;

/** Outside a sandbox nothing of it can be reached. */
@ServerTest
class NoSandboxTest {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext context;

  @Test
  void hasNoBeanOfASandbox() {
    for (Class<?> type :
        new Class<?>[] {
          Sandbox.class,
          SandboxFiles.class,
          CredentialMaker.class,
          CredentialKeeper.class,
          CredentialStore.class,
          SandboxDocuments.class,
          SandboxFaces.class,
          SandboxPeople.class,
          SandboxAdmission.class,
          SandboxRegistry.class
        }) {
      assertThat(context.getBeanNamesForType(type)).as(type.getSimpleName()).isEmpty();
    }
  }

  @Test
  void answersNotFoundToEveryRoute() {
    ContractClient anybody = ContractClient.anonymous(port);
    assertThat(anybody.get("/api/v1/sandbox").status()).isEqualTo(404);
    assertThat(anybody.get("/api/v1/sandbox/credentials/verified/p256").status()).isEqualTo(404);
    assertThat(
            anybody
                .post(
                    "/api/v1/sandbox/clients",
                    Map.of("key", Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA")))
                .status())
        .isEqualTo(404);
  }
}
