package org.zhengyan.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

/** Which keys the start takes, and when it stops. Tests run in the source tree. */
class KeyLocationTest {
  @TempDir Path temporary;

  @Test
  void takesTheSourceTreesKeysInDevelopment() {
    KeyLocation location = KeyLocation.of(development());
    assertThat(location.directory()).isEqualTo(Path.of("keys-dev"));
    assertThat(location.password()).isEqualTo("zhengyan-dev".toCharArray());
  }

  @Test
  void takesTheConfiguredKeysInDevelopmentToo() {
    MockEnvironment environment = development();
    environment.setProperty("zhengyan.keys.dir", temporary.toString());
    assertThat(KeyLocation.of(environment).directory()).isEqualTo(temporary);
  }

  @Test
  void stopsTheStartWithoutKeysAndSaysWhatToType() {
    assertThatThrownBy(() -> KeyLocation.of(new MockEnvironment()))
        .isInstanceOfSatisfying(
            KeysRefused.class,
            refused -> {
              FailureAnalysis analysis = new KeysRefusedAnalyzer().analyze(refused, refused);
              assertThat(analysis.getDescription()).contains("zhengyan.keys.dir");
              assertThat(analysis.getAction())
                  .contains("SPRING_PROFILES_ACTIVE=dev java -jar zhengyan.jar");
            });
  }

  @Test
  void stopsTheStartWithDevelopmentKeysOutsideTheDevProfile() {
    assertThatThrownBy(() -> KeyLocation.of(sandbox(Path.of("keys-dev"))))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("DEVELOPMENT-KEYS");
  }

  @Test
  void knowsDevelopmentKeysWithoutTheirMarker() throws IOException {
    DevelopmentCeremony.make(temporary.resolve("keys"), URI.create("http://localhost:8080"));
    Files.delete(temporary.resolve("keys/DEVELOPMENT-KEYS"));
    assertThatThrownBy(() -> KeyLocation.of(sandbox(temporary.resolve("keys"))))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("private halves are public");
  }

  @Test
  void makesTheKeysOfASandboxInItsDataDirectoryAndNobodyElseTakesThem() throws IOException {
    MockEnvironment open = new MockEnvironment();
    open.setProperty("zhengyan.environment", "sandbox");
    open.setProperty("zhengyan.sandbox.enabled", "true");
    open.setProperty("zhengyan.data-dir", temporary.toString());
    KeyLocation location = KeyLocation.of(open);
    assertThat(location.sandbox()).isTrue();
    assertThat(location.directory()).isEqualTo(temporary.resolve("keys-sandbox"));
    SandboxKeys.make(location.directory(), URI.create("http://localhost:8081"));
    KeyVault vault = KeyVault.ofDirectory(location.directory(), SandboxKeys.password(location.directory()));
    assertThat(vault.available("ca-organ-sm2")).isTrue();

    MockEnvironment production = production(location.directory());
    assertThatThrownBy(() -> KeyLocation.of(production))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("SANDBOX-KEYS");
    Files.delete(location.directory().resolve("SANDBOX-KEYS"));
    assertThatThrownBy(() -> KeyLocation.of(production))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("keys of a sandbox");
  }

  @Test
  void stopsTheStartOfASandboxInAnotherEnvironment() {
    for (String other : new String[] {"production", "dev"}) {
      MockEnvironment environment = production(Path.of("keys-dev"));
      environment.setProperty("zhengyan.environment", other);
      environment.setProperty("zhengyan.sandbox.enabled", "true");
      assertThatThrownBy(() -> KeyLocation.of(environment))
          .isInstanceOf(KeysRefused.class)
          .hasMessageContaining("the environment is " + other);
    }
    MockEnvironment both = development();
    both.setProperty("zhengyan.environment", "sandbox");
    both.setProperty("zhengyan.sandbox.enabled", "true");
    assertThatThrownBy(() -> KeyLocation.of(both)).isInstanceOf(KeysRefused.class);
  }

  private static MockEnvironment production(Path keys) {
    MockEnvironment environment = new MockEnvironment();
    environment.setProperty("zhengyan.environment", "production");
    environment.setProperty("zhengyan.keys.dir", keys.toString());
    environment.setProperty("zhengyan.keys.password", "secret");
    return environment;
  }

  @Test
  void stopsTheStartWithADirectoryThatIsNotThere() {
    assertThatThrownBy(() -> KeyLocation.of(sandbox(temporary.resolve("nowhere"))))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void makesDevelopmentKeysOnceAndReplacesThemWhole() throws Exception {
    Path keys = temporary.resolve("data/keys-dev");
    DevelopmentCeremony.make(keys, URI.create("http://localhost:8080"));
    KeyVault first = KeyVault.ofDirectory(keys, "zhengyan-dev".toCharArray());
    var root = first.load("ca-organ-sm2").chain().getLast();
    DevelopmentCeremony.make(keys, URI.create("http://localhost:8080"));
    KeyVault second = KeyVault.ofDirectory(keys, "zhengyan-dev".toCharArray());

    assertThat(second.available("ca-organ-sm2")).isTrue();
    assertThat(second.root(Suite.SM2)).isNotEqualTo(root);
    try (var beside = Files.list(keys.getParent())) {
      assertThat(beside).containsExactly(keys);
    }
  }

  @Test
  void neverOverwritesOtherKeys() throws IOException {
    Files.writeString(temporary.resolve("ca-organ-sm2.p12"), "somebody's");
    assertThatThrownBy(() -> DevelopmentCeremony.make(temporary, URI.create("http://localhost")))
        .isInstanceOf(IOException.class);
    assertThat(temporary.resolve("ca-organ-sm2.p12")).hasContent("somebody's");
  }

  @Test
  void handsOutPublicHalvesOfClientKeysAlone() {
    ClientKeys clients = new ClientKeys(Path.of("keys-dev"));
    assertThat(DevelopmentKeys.CLIENTS).hasSize(6);
    for (String client : DevelopmentKeys.CLIENTS) {
      assertThat(clients.publicJwk(client).orElseThrow())
          .contains("\"kid\"", "\"x\"", "\"y\"", "\"ES256\"")
          .doesNotContain("\"d\"");
    }
    assertThat(clients.publicJwk("nobody")).isEmpty();
    assertThat(clients.publicJwk("../receipt-p256")).isEmpty();
    assertThat(new ClientKeys(temporary).publicJwk("demo-clerk")).isEmpty();
  }

  private static MockEnvironment development() {
    MockEnvironment environment = new MockEnvironment();
    environment.setActiveProfiles("dev");
    return environment;
  }

  private static MockEnvironment sandbox(Path keys) {
    return new MockEnvironment()
        .withProperty("zhengyan.environment", "sandbox")
        .withProperty("zhengyan.keys.dir", keys.toString())
        .withProperty("zhengyan.keys.password", "something long enough");
  }
}
