package org.zhengyan.registry.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;
import org.zhengyan.principal.Approvals;
import org.zhengyan.principal.Proposal;
import org.zhengyan.registry.imports.ImportChunks.Chunk;

/**
 * Computes the digest of an import anew from every row that is stored, before any of them is applied.
 *
 * <p>Nothing that was written down on the way is believed: not the digests of chunks, not how many there
 * are, not that the import may be applied. What it cannot see is a proposal that was rewritten together
 * with the rows; the log has the digest that was approved.
 */
@Component
class ApprovalCheck {
  private final ImportChunks chunks;
  private final Approvals approvals;

  ApprovalCheck(ImportChunks chunks, Approvals approvals) {
    this.chunks = chunks;
    this.approvals = approvals;
  }

  /** The import with its approval; empty when what is stored is not what two persons approved. */
  Optional<ApprovedImport> check(RegistryImport file) {
    Proposal approval = approval(file).orElse(null);
    if (approval == null || chunks.count(file.id()) != file.chunks()) {
      return Optional.empty();
    }
    List<String> digests = new ArrayList<>();
    ImportDigest whole = new ImportDigest();
    for (int number = 0; number < file.chunks(); number++) {
      Optional<Chunk> chunk = chunks.find(file.id(), number);
      if (chunk.isEmpty()) {
        return Optional.empty();
      }
      String digest = Sha256.hex(chunk.get().rows());
      whole.add(digest);
      digests.add(digest);
    }
    String found = whole.of(file, file.division(), file.fresh(), file.changed());
    return approval.digest().equals(found)
        ? Optional.of(new ApprovedImport(file, approval, digests))
        : Optional.empty();
  }

  private Optional<Proposal> approval(RegistryImport file) {
    String id = file.proposal();
    try {
      return id == null
          ? Optional.empty()
          : Optional.of(approvals.load(Imports.KIND, id))
              .filter(approval -> approval.state() == Proposal.State.APPROVED)
              .filter(approval -> approval.subject().equals(file.id()));
    } catch (Refusal e) {
      return Optional.empty();
    }
  }
}
