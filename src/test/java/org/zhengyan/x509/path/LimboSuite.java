package org.zhengyan.x509.path;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.zhengyan.x509.MalformedCertificate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a file of C2SP/x509-limbo and runs its cases. */
final class LimboSuite {
  private LimboSuite() {}

  static List<SuiteCase> run(Path file) {
    List<SuiteCase> cases = new ArrayList<>();
    for (JsonNode testcase : JsonMapper.shared().readTree(file.toFile()).get("testcases")) {
      cases.add(
          new SuiteCase(
              testcase.get("id").asString(),
              testcase.get("expected_result").asString().equals("SUCCESS"),
              outcome(testcase)));
    }
    return cases;
  }

  private static String outcome(JsonNode testcase) {
    PathRequest request;
    try {
      request = request(testcase);
    } catch (MalformedCertificate e) {
      return "UNREADABLE";
    }
    return SuiteCase.outcome(new PathValidator().validate(request));
  }

  /** What came along and cannot be read is left out, as a caller would; all else must be readable. */
  private static PathRequest request(JsonNode testcase) throws MalformedCertificate {
    List<PathCertificate> others = new ArrayList<>();
    for (JsonNode pem : testcase.get("untrusted_intermediates")) {
      try {
        others.add(PathCertificate.read(der(pem)));
      } catch (MalformedCertificate e) {
        // Not usable for any path.
      }
    }
    List<PathCertificate> anchors = new ArrayList<>();
    for (JsonNode pem : testcase.get("trusted_certs")) {
      anchors.add(PathCertificate.read(der(pem)));
    }
    List<PathCrl> crls = new ArrayList<>();
    for (JsonNode pem : testcase.get("crls")) {
      crls.add(PathCrl.read(der(pem)));
    }
    JsonNode time = testcase.get("validation_time");
    JsonNode depth = testcase.get("max_chain_depth");
    boolean server = testcase.get("validation_kind").asString().equals("SERVER");
    PathRequest request =
        PathRequest.of(
                PathCertificate.read(der(testcase.get("peer_certificate"))),
                others,
                anchors,
                time.isNull()
                    ? Instant.parse("2026-06-01T00:00:00Z")
                    : OffsetDateTime.parse(time.asString()).toInstant())
            .withPurpose(
                (server ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth).getId())
            .withPeerNames(peerNames(testcase));
    if (!depth.isNull()) {
      request = request.withMaxIntermediates(depth.asInt());
    }
    return crls.isEmpty() ? request : request.withCrls(crls);
  }

  private static List<PeerName> peerNames(JsonNode testcase) {
    List<PeerName> names = new ArrayList<>();
    if (!testcase.get("expected_peer_name").isNull()) {
      names.add(peerName(testcase.get("expected_peer_name")));
    }
    for (JsonNode name : testcase.get("expected_peer_names")) {
      names.add(peerName(name));
    }
    return names;
  }

  private static PeerName peerName(JsonNode name) {
    String value = name.get("value").asString();
    return switch (name.get("kind").asString().toUpperCase(Locale.ROOT)) {
      case "DNS" -> new PeerName.Dns(value);
      case "RFC822" -> new PeerName.Mailbox(value);
      case "IP" -> {
        try {
          yield new PeerName.Ip(InetAddress.getByName(value).getAddress());
        } catch (UnknownHostException e) {
          throw new IllegalStateException("the suite writes addresses, not hosts", e);
        }
      }
      default -> throw new IllegalStateException("an unknown kind of name: " + name);
    };
  }

  private static byte[] der(JsonNode pem) {
    String base64 = pem.asString().replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
    return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
  }
}
