package org.zhengyan.registry.imports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.zhengyan.principal.Division;
import org.zhengyan.principal.ProposalDigest;

/**
 * The one digest that an approval of an import names: over the digests of its chunks in their order, which
 * are over the rows and the versions they change, and over what the import is.
 */
final class ImportDigest {
  private final MessageDigest chunks = Sha256.digest();

  /** The next chunk. */
  void add(String chunkDigest) {
    chunks.update((chunkDigest + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Over all that was added; once.
   *
   * @param division where it is decided
   * @param fresh bodies that are new; {@code changed} those that are not
   */
  String of(RegistryImport file, Division division, int fresh, int changed) {
    return ProposalDigest.of(
        Map.of(
            "changed", Integer.toString(changed),
            "chunks", HexFormat.of().formatHex(chunks.digest()),
            "division", division.code(),
            "file", String.valueOf(file.sha256()),
            "import", file.id(),
            "new", Integer.toString(fresh)));
  }
}
