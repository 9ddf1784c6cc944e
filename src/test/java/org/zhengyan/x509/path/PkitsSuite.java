package org.zhengyan.x509.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.zhengyan.x509.MalformedCertificate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the NIST PKITS cases that a {@code vectors.json} names and runs them at 2012-01-01. */
final class PkitsSuite {
  private static final Instant AT = Instant.parse("2012-01-01T00:00:00Z");

  /** How the vectors write policies. */
  private static final Map<String, String> POLICIES =
      Map.of(
          "anyPolicy", "2.5.29.32.0",
          "NIST-test-policy-1", "2.16.840.1.101.3.2.1.48.1",
          "NIST-test-policy-2", "2.16.840.1.101.3.2.1.48.2",
          "NIST-test-policy-3", "2.16.840.1.101.3.2.1.48.3",
          "NIST-test-policy-4", "2.16.840.1.101.3.2.1.48.4",
          "NIST-test-policy-5", "2.16.840.1.101.3.2.1.48.5",
          "NIST-test-policy-6", "2.16.840.1.101.3.2.1.48.6");

  private PkitsSuite() {}

  static List<SuiteCase> run(Path directory) {
    List<SuiteCase> cases = new ArrayList<>();
    JsonNode vectors = JsonMapper.shared().readTree(directory.resolve("vectors.json").toFile());
    for (JsonNode vector : vectors) {
      cases.add(
          new SuiteCase(
              vector.get("Name").asString(),
              vector.get("ShouldValidate").asBoolean(),
              outcome(directory, vector)));
    }
    return cases;
  }

  private static String outcome(Path directory, JsonNode vector) {
    try {
      return SuiteCase.outcome(new PathValidator().validate(request(directory, vector)));
    } catch (MalformedCertificate e) {
      return "UNREADABLE";
    }
  }

  /** The first certificate is the anchor, the last the target; the rest came along. */
  private static PathRequest request(Path directory, JsonNode vector) throws MalformedCertificate {
    List<PathCertificate> path = new ArrayList<>();
    for (JsonNode name : vector.get("CertPath")) {
      path.add(PathCertificate.read(read(directory.resolve("certs").resolve(name.asString()))));
    }
    List<PathCrl> crls = new ArrayList<>();
    for (JsonNode name : vector.get("CRLPath")) {
      crls.add(PathCrl.read(read(directory.resolve("crls").resolve(name.asString()))));
    }
    Set<String> accepted = new HashSet<>();
    for (JsonNode name : vector.get("InitialPolicySet")) {
      accepted.add(POLICIES.getOrDefault(name.asString(), name.asString()));
    }
    return PathRequest.of(
            path.getLast(), path.subList(1, path.size() - 1), List.of(path.getFirst()), AT)
        .withPolicies(
            new PathRequest.Policies(
                accepted,
                vector.get("InitialExplicitPolicy").asBoolean(),
                vector.get("InitialPolicyMappingInhibit").asBoolean(),
                vector.get("InitialAnyPolicyInhibit").asBoolean()))
        .withCrls(crls)
        .withRules(PathRules.RFC_3280);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
