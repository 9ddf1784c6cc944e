package org.zhengyan.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can be said of the image and the compose file without a Docker engine. */
class DockerFilesTest {
  private static final Path DOCKER = Path.of("docker");
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT");

  private final List<String> dockerfile = instructions();
  private final JsonNode compose = compose();

  @Test
  void everyInstructionIsOne() {
    assertThat(dockerfile).allSatisfy(line -> assertThat(INSTRUCTIONS).contains(word(line)));
  }

  @Test
  void theImageDoesNotRunAsRoot() {
    List<String> last = lastStage();
    assertThat(last.stream().filter(line -> word(line).equals("USER")).toList())
        .containsExactly("USER zhengyan");
    assertThat(last.stream().map(DockerFilesTest::word).toList()).contains("HEALTHCHECK", "ENTRYPOINT");
  }

  @Test
  void copiesOnlyWhatIsThere() {
    Set<String> stages = new TreeSet<>();
    for (String line : dockerfile) {
      Matcher from = Pattern.compile("FROM (\\S+)(?: AS (\\S+))?").matcher(line);
      if (from.matches() && from.group(2) != null) {
        stages.add(from.group(2));
      }
      if (!word(line).equals("COPY")) {
        continue;
      }
      Matcher stage = Pattern.compile(".*--from=(\\S+).*").matcher(line);
      if (stage.matches()) {
        assertThat(stages).contains(stage.group(1));
      } else {
        String source = line.split(" ")[line.contains("--") ? 2 : 1];
        assertThat(source.startsWith("target/") || Files.exists(Path.of(source))).as(line).isTrue();
        assertThat(ignoreFile()).as("docker/Dockerfile.dockerignore").contains("!" + source);
      }
    }
  }

  @Test
  void everyImageHasAVersion() {
    List<String> images = new ArrayList<>();
    dockerfile.stream()
        .filter(line -> word(line).equals("FROM") && line.contains(":"))
        .forEach(line -> images.add(line.split(" ")[1]));
    compose.path("services").forEach(service -> images.add(service.path("image").asString()));
    // The one that is built here: both nodes and the sandbox.
    images.removeIf("zhengyan"::equals);
    assertThat(images).allSatisfy(image -> assertThat(image).matches("[a-z-]+:[0-9][0-9.]*(-[a-z]+)?"));
  }

  @Test
  void everyServiceHasAHealthCheckOrItsImageHas() {
    compose
        .path("services")
        .properties()
        .forEach(
            service ->
                assertThat(service.getValue().has("healthcheck"))
                    .as(service.getKey())
                    .isNotEqualTo(service.getValue().path("image").asString().equals("zhengyan")));
  }

  @Test
  void everySecretIsDefinedAndNoneIsWrittenDown() throws IOException {
    Set<String> defined = new TreeSet<>(compose.path("secrets").propertyNames());
    Set<String> used = new TreeSet<>();
    for (JsonNode service : compose.path("services")) {
      service.path("secrets").forEach(secret -> used.add(secret.asString()));
    }
    assertThat(used).isEqualTo(defined);
    assertThat(Files.readString(DOCKER.resolve("compose.yaml")))
        .doesNotContainPattern("(?i)password[_a-z]*: *[^/{\\s]")
        .doesNotContainPattern("://[^/\\s]*:[^/\\s]*@");
    for (String secret : defined) {
      assertThat(Files.readString(DOCKER.resolve("secrets.sh"))).contains(secret);
    }
  }

  /** The two nodes are the same node: they differ in their volume alone. */
  @Test
  void nodesAreIdentical() {
    JsonNode services = compose.path("services");
    assertThat(services.path("node1").toString().replace("node1", "node2"))
        .isEqualTo(services.path("node2").toString());
  }

  @Test
  void plainHttpServesWhatStandsInCertificatesAlone() throws IOException {
    String proxy = Files.readString(DOCKER.resolve("nginx.conf"));
    String plain = proxy.substring(proxy.indexOf("listen 80;"), proxy.indexOf("listen 443"));
    assertThat(plain).contains("location ~ ^/(ocsp$|ocsp/|crl/|ca/|tsa/)").contains("location / { return 404; }");
    assertThat(proxy).contains("proxy_set_header X-Forwarded-For $remote_addr;");
  }

  private List<String> lastStage() {
    int from = 0;
    for (int i = 0; i < dockerfile.size(); i++) {
      if (word(dockerfile.get(i)).equals("FROM")) {
        from = i;
      }
    }
    return dockerfile.subList(from, dockerfile.size());
  }

  private static String word(String line) {
    return line.split(" ", 2)[0];
  }

  private static List<String> ignoreFile() {
    return read("Dockerfile.dockerignore").lines().toList();
  }

  /** The instructions of the Dockerfile, one a line, without comments. */
  static List<String> instructions() {
    String text = read("Dockerfile").replaceAll("(?m)^#.*\\R", "").replaceAll("\\\\\\R\\s*", "");
    return text.lines().filter(line -> !line.isBlank()).toList();
  }

  /** The compose file as an engine sees it: anchors and merge keys followed. */
  private static JsonNode compose() {
    Map<String, Object> tree = new Yaml().load(read("compose.yaml"));
    return new JsonMapper().valueToTree(tree);
  }

  private static String read(String name) {
    try {
      return Files.readString(DOCKER.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
