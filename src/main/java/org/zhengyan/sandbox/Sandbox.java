package org.zhengyan.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.FaceForm;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.keys.ServiceProperties;
import org.zhengyan.keys.Suite;

/** What the sandbox shows and hands out. */
@Component
@SandboxOnly
class Sandbox {

  /** A form of a credential, by its name in URLs. */
  enum Form {
    PEM("pem", "pem", "application/x-pem-file"),
    CREDENTIAL("credential", "credential.pem", "application/x-pem-file"),
    PKCS12("pkcs12", "p12", "application/x-pkcs12"),
    /** What the holder uploads; ending and type depend on it. */
    DOCUMENT("document", "", "");

    private final String wire;
    private final String ending;
    private final String type;

    Form(String wire, String ending, String type) {
      this.wire = wire;
      this.ending = ending;
      this.type = type;
    }

    static Optional<Form> ofWire(String wire) {
      return Arrays.stream(values()).filter(each -> each.wire.equals(wire)).findFirst();
    }
  }

  record File(String name, String type, byte[] bytes) {}

  private static final Duration SOON = Duration.ofSeconds(2);

  private final CredentialStore credentials;
  private final SandboxFiles files;
  private final SandboxDocuments documents;
  private final ServiceProperties service;

  Sandbox(
      CredentialStore credentials,
      SandboxFiles files,
      SandboxDocuments documents,
      ServiceProperties service) {
    this.credentials = credentials;
    this.files = files;
    this.documents = documents;
    this.service = service;
  }

  SandboxResponse table() {
    List<SandboxResponse.Row> rows = new ArrayList<>();
    for (SandboxCase each : SandboxCase.values()) {
      rows.add(
          new SandboxResponse.Row(
              each.wire(),
              new SandboxResponse.Claim(each.claimedName(), each.claimedUscc().value()),
              each.holder().wire(),
              new SandboxResponse.Expected(
                  each.reasons().isEmpty() ? "verified" : "rejected", each.reasons()),
              List.of(given(each, Suite.P256), given(each, Suite.SM2))));
    }
    return new SandboxResponse(service.environment().wire(), SandboxFiles.PASSWORD, rows);
  }

  /** Empty for a form that the case does not have. */
  Optional<File> file(SandboxCase of, Suite suite, Form form) {
    Credential credential = load(of.credential(), suite);
    if (form == Form.DOCUMENT) {
      return Optional.ofNullable(of.fault()).map(fault -> document(of, fault, credential));
    }
    Optional<byte[]> bytes =
        switch (form) {
          case PEM -> Optional.of(files.pem(credential));
          case CREDENTIAL -> Optional.of(files.credentialFile(credential));
          case PKCS12 -> files.pkcs12(credential);
          case DOCUMENT -> Optional.empty();
        };
    return bytes.map(
        found -> new File(of.credential().wire() + "-" + suite.wire() + "." + form.ending, form.type, found));
  }

  private File document(SandboxCase of, DocumentFault fault, Credential credential) {
    FaceForm form = SandboxDocuments.form(credential.suite());
    return new File(
        of.wire() + "." + form.extension(),
        form.mediaType().toString(),
        documents.make(of, fault, credential));
  }

  private SandboxResponse.Given given(SandboxCase each, Suite suite) {
    Credential credential = load(each.credential(), suite);
    SerialNumber serial = credential.serial();
    String path =
        service.publicUrl() + "/api/v1/sandbox/credentials/" + each.wire() + "/" + suite.wire() + "?form=";
    return new SandboxResponse.Given(
        suite.wire(),
        serial == null ? null : serial.hex(),
        credential.notBefore(),
        credential.notAfter(),
        each.extra(suite),
        path + Form.PEM.wire,
        path + Form.CREDENTIAL.wire,
        path + Form.PKCS12.wire,
        each.fault() == null ? null : path + Form.DOCUMENT.wire);
  }

  /** @throws Refusal {@code unavailable} in the seconds after a first start */
  private Credential load(SandboxCase of, Suite suite) {
    return credentials
        .find(of, suite)
        .orElseThrow(() -> Refusal.unavailable("the sandbox is being made; ask again", SOON, null));
  }
}
