package org.zhengyan.registry.imports;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.zhengyan.contract.ContractClient;
import tools.jackson.databind.JsonNode;

/** A file of bodies on its way over HTTP. */
public final class PlayedImport {
  private final ContractClient clerk;
  private final String path;
  private final Map<String, String> names = new TreeMap<>();
  private String digest = "";

  private PlayedImport(ContractClient clerk, String path) {
    this.clerk = clerk;
    this.path = path;
  }

  /** Uploads in two parts and waits for the end of the check. */
  static PlayedImport checked(ContractClient clerk, String file) {
    JsonNode begun =
        clerk.post("/api/v1/registry-imports", Map.of("name", "名册.csv")).expect(201).json();
    PlayedImport played =
        new PlayedImport(clerk, "/api/v1/registry-imports/" + begun.path("id").asString());
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    int half = bytes.length / 2;
    played.part(0, bytes, 0, half);
    played.part(1, bytes, half, bytes.length);
    clerk.post(played.path + "/check", Map.of("sha256", Sha256.hex(file))).expect(202);
    played.awaitEnd("checking");
    return played;
  }

  /** So many new bodies of Nanjing, checked and submitted. */
  public static PlayedImport ofBodies(ContractClient clerk, int count) {
    String rows = ImportFixture.rows(750_001, count);
    PlayedImport played = checked(clerk, ImportFixture.HEADINGS + rows);
    rows.lines().map(line -> line.split(",")).forEach(cells -> played.names.put(cells[0], cells[1]));
    played.digest =
        clerk.post(played.path + "/submission").expect(202).json().path("digest").asString();
    return played;
  }

  public void approve(ContractClient reviewer) {
    reviewer.post(path + "/approval", Map.of("digest", digest)).expect(202);
  }

  /** The bodies of the file, with the name of each. */
  public Map<String, String> names() {
    return names;
  }

  private void part(int number, byte[] bytes, int from, int to) {
    byte[] some = java.util.Arrays.copyOfRange(bytes, from, to);
    String data = Base64.getUrlEncoder().withoutPadding().encodeToString(some);
    clerk.put(path + "/parts/" + number, Map.of("data", data)).expect(200);
  }

  JsonNode awaitEnd(String moving) {
    await().until(() -> !clerk.get(path).expect(200).json().path("state").asString().equals(moving));
    return clerk.get(path).expect(200).json();
  }

  String path() {
    return path;
  }

  /** Every operation, until it succeeds. */
  public static void playOperations(ContractClient clerk, ContractClient reviewer) {
    String file = ImportFixture.HEADINGS + ImportFixture.rows(700_001, 2);
    PlayedImport refused = checked(clerk, file);
    clerk.get(refused.path + "/faults").expect(200);
    clerk.post(refused.path + "/submission").expect(202);
    reviewer.post(refused.path + "/refusal", Map.of("reason", "重新核对")).expect(200);
    PlayedImport applied = checked(clerk, file);
    JsonNode submitted = clerk.post(applied.path + "/submission").expect(202).json();
    reviewer
        .post(applied.path + "/approval", Map.of("digest", submitted.path("digest").asString()))
        .expect(202);
    applied.awaitEnd("applying");
    clerk.get("/api/v1/registry-imports?limit=5").expect(200);
  }
}
