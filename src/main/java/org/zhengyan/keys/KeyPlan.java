package org.zhengyan.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one environment and who certifies whom.
 *
 * <pre>
 * root-SUITE ─┬─ ca-organ-SUITE ─────── ocsp-organ-SUITE
 *             ├─ ca-institution-SUITE ─ ocsp-institution-SUITE
 *             ├─ checkpoint-SUITE
 *             ├─ receipt-SUITE
 *             ├─ tsa-SUITE
 *             └─ seal-SUITE, and of SM2 seal-maker-sm2
 * escrow-p256, under root-p256: what is kept of encryption keys is encrypted to it
 * token-p256 (known by its kid alone: self-signed)
 * </pre>
 */
final class KeyPlan {

  /** What a key is for; it decides the certificate's profile and life. */
  enum Role {
    ROOT,
    ISSUING_CA,
    OCSP_SIGNER,
    LOG_AND_RECEIPT,
    TIME_STAMP,
    SEAL,
    ESCROW,
    TOKEN
  }

  /**
   * @param title what its common name says after the service's name
   * @param issuer name of the key that signs its certificate; its own for a self-signed one
   */
  record PlannedKey(String name, Suite suite, Role role, String title, String issuer) {}

  /** Issuers stand before those that they certify. */
  static final List<PlannedKey> KEYS = keys();

  private KeyPlan() {}

  static Optional<PlannedKey> find(String name) {
    return KEYS.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  static String root(Suite suite) {
    return "root-" + suite.wire();
  }

  private static List<PlannedKey> keys() {
    List<PlannedKey> keys = new ArrayList<>();
    for (Suite suite : Suite.values()) {
      String end = "-" + suite.wire();
      String root = root(suite);
      String label = suite == Suite.SM2 ? " (SM2)" : " (P-256)";
      keys.add(new PlannedKey(root, suite, Role.ROOT, "Root CA" + label, root));
      for (String kind : List.of("organ", "institution")) {
        String title = kind.equals("organ") ? "Organ CA" : "Public Institution CA";
        String ca = "ca-" + kind + end;
        keys.add(new PlannedKey(ca, suite, Role.ISSUING_CA, title + label, root));
        keys.add(
            new PlannedKey(
                "ocsp-" + kind + end, suite, Role.OCSP_SIGNER, title + " OCSP" + label, ca));
      }
      keys.add(
          new PlannedKey(
              "checkpoint" + end, suite, Role.LOG_AND_RECEIPT, "Log Checkpoints" + label, root));
      keys.add(
          new PlannedKey("receipt" + end, suite, Role.LOG_AND_RECEIPT, "Receipts" + label, root));
      keys.add(new PlannedKey("tsa" + end, suite, Role.TIME_STAMP, "Time-Stamps" + label, root));
      keys.add(new PlannedKey("seal" + end, suite, Role.SEAL, "Certificate Faces" + label, root));
    }
    String maker = "seal-maker-sm2";
    keys.add(new PlannedKey(maker, Suite.SM2, Role.SEAL, "Seal Maker (SM2)", root(Suite.SM2)));
    keys.add(
        new PlannedKey("escrow-p256", Suite.P256, Role.ESCROW, "Key Escrow (P-256)", root(Suite.P256)));
    keys.add(new PlannedKey("token-p256", Suite.P256, Role.TOKEN, "Access Tokens", "token-p256"));
    return List.copyOf(keys);
  }
}
