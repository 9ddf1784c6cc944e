package org.zhengyan.registry.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.registry.imports.ImportStore.Leased;
import org.zhengyan.registry.imports.RegistryImport.State;

/** Somebody writes to the database between the approval of an import and its application. */
class AlteredImportTest {
  private static final String OTHER_ROWS = "replace(rows, '测试局6号', '测试厅6号')";

  private final ImportFixture registry = new ImportFixture();

  /** Each time the chunks' own digests agree with what is stored: only the whole tells. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update registry_import_chunk set rows = " + OTHER_ROWS + ", digest = encode(sha256(convert_to("
            + OTHER_ROWS + ", 'UTF8')), 'hex') where number = 1",
        "update registry_import_chunk set number = case number when 0 then 9 else number end;"
            + "update registry_import_chunk set number = 0 where number = 1;"
            + "update registry_import_chunk set number = 1 where number = 9",
        "insert into registry_import_chunk select import_id, 3, rows, digest, state from registry_import_chunk"
            + " where number = 2",
        "insert into registry_import_chunk select import_id, 3, rows, digest, state from registry_import_chunk"
            + " where number = 2; update registry_import set chunks = 4",
        "delete from registry_import_chunk where number = 2",
        "delete from registry_import_chunk where number = 2; update registry_import set chunks = 2",
        "update registry_import set fresh = 8",
        "update registry_import set sha256 = repeat('0', 64)",
        "update proposal set digest = repeat('0', 64)",
        "update registry_import set proposal = null",
        "update registry_import set proposal = 'unknown'"
      })
  void appliesNothing(String attack) throws IOException {
    RegistryImport approved = approved();
    registry.jdbc.execute(attack);

    assertThat(registry.applied(approved).state()).isEqualTo(State.ALTERED);

    assertThat(registry.versions()).isZero();
    assertThat(registry.eventsOf("registry.changed")).isZero();
    assertThat(registry.eventsOf("registry-import.altered")).isEqualTo(1);
    assertThat(registry.store.lease(registry.properties.lease())).isEmpty();
  }

  @Test
  void appliesNothingThatNobodyApproved() throws IOException {
    RegistryImport submitted =
        registry.submitted(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 7)));
    registry.jdbc.update("update registry_import set state = 'applying'");

    assertThat(registry.applied(submitted).state()).isEqualTo(State.ALTERED);
    assertThat(registry.versions()).isZero();
  }

  @Test
  void stopsAtTheChunkThatIsAlteredMeanwhile() throws IOException {
    RegistryImport approved = approved();
    Leased leased = registry.lease();
    ApprovedImport whole = registry.applier.begin(leased).orElseThrow();
    assertThat(registry.applier.applyNext(leased, whole)).isEqualTo(ChunkApplier.Next.CHUNKS);
    registry.jdbc.update(
        "update registry_import_chunk set rows = " + OTHER_ROWS + ", digest = encode(sha256(convert_to("
            + OTHER_ROWS + ", 'UTF8')), 'hex')");

    assertThat(registry.applier.applyNext(leased, whole)).isEqualTo(ChunkApplier.Next.NOTHING);

    assertThat(registry.store.require(approved.id()).state()).isEqualTo(State.ALTERED);
    assertThat(registry.versions()).isEqualTo(3);
    assertThat(registry.eventsOf("registry-import.altered")).isEqualTo(1);
  }

  @Test
  void leavesAnAlteredImportToTheNodeThatHasIt() throws IOException {
    RegistryImport approved = approved();
    Leased slow = registry.lease();
    registry.jdbc.update("update registry_import set lease_until = clock_timestamp() - interval '1 s'");
    registry.lease();
    registry.jdbc.update("delete from registry_import_chunk where number = 2");

    assertThat(registry.applier.begin(slow)).isEmpty();

    assertThat(registry.store.require(approved.id()).state()).isEqualTo(State.APPLYING);
    assertThat(registry.eventsOf("registry-import.altered")).isZero();
  }

  private RegistryImport approved() throws IOException {
    return registry.approved(registry.checked(ImportFixture.HEADINGS + registry.organs(1, 7)));
  }
}
