package org.zhengyan.sandbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.Download;
import org.zhengyan.document.FaceForm;
import org.zhengyan.document.SandboxFaces;
import org.zhengyan.document.SandboxFaces.By;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.keys.SandboxOnly;
import org.zhengyan.keys.Suite;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.SandboxRegistry;

/**
 * The documents that cases upload: for SM2 an OFD, for P-256 a PDF. Each is a face as the service makes it,
 * with one fault; a document is made when it is first asked for, and kept in memory.
 */
@Component
@SandboxOnly
class SandboxDocuments {
  private static final int KEPT = 100;
  private static final int BEGINNING = 16;
  private static final String HOLDER = "sandbox";
  private static final Download.Named FOR_A_PLATFORM =
      new Download.Named("sandbox-operator", "沙箱示例平台", "accountOpening", "开通公众账号");

  private final SandboxFaces faces;
  private final SandboxRegistry registry;
  private final NamedDownloads downloads;
  private final TransactionTemplate transaction;
  private final Cache<String, byte[]> made = Caffeine.newBuilder().maximumSize(KEPT).build();

  SandboxDocuments(
      SandboxFaces faces,
      SandboxRegistry registry,
      NamedDownloads downloads,
      TransactionTemplate transaction) {
    this.faces = faces;
    this.registry = registry;
    this.downloads = downloads;
    this.transaction = transaction;
  }

  static FaceForm form(Suite suite) {
    return suite == Suite.SM2 ? FaceForm.OFD : FaceForm.PDF;
  }

  /** @param credential whose face it is; another credential has other documents */
  byte[] make(SandboxCase of, DocumentFault fault, Credential credential) {
    SerialNumber serial = Objects.requireNonNull(credential.serial());
    return made.get(of.wire() + " " + serial.hex(), name -> make(of, fault, serial, form(credential.suite())));
  }

  private byte[] make(SandboxCase of, DocumentFault fault, SerialNumber serial, FaceForm form) {
    Institution now = registry.newest(of.uscc());
    return switch (fault) {
      case NONE -> face(serial, now, form, null, By.US);
      case STRANGER -> face(serial, now, form, null, By.STRANGER);
      case OTHER_STAMP -> face(serial, now, form, null, By.US_WITH_ANOTHER_STAMP);
      case OUTDATED -> face(serial, registry.first(of.uscc()), form, null, By.US);
      case VOIDED -> face(serial, now, form, voided(of, serial), By.US);
      case CUT -> {
        byte[] whole = face(serial, now, form, null, By.US);
        yield Arrays.copyOfRange(whole, BEGINNING, whole.length);
      }
      case UNSIGNED -> unsigned(face(serial, now, form, null, By.US), form);
      case ALTERED -> altered(face(serial, now, form, null, By.US), form);
    };
  }

  private byte[] face(
      SerialNumber serial, Institution body, FaceForm form, @Nullable Download download, By by) {
    return faces.make(serial, body, form, download, by);
  }

  /** What a person of the body downloaded who went afterwards. */
  private Download voided(SandboxCase of, SerialNumber serial) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              NamedDownloads.Opened opened =
                  downloads.open(
                      of.uscc(), serial, HOLDER, FOR_A_PLATFORM.platform(), FOR_A_PLATFORM.purpose());
              downloads.voidOf(of.uscc(), HOLDER);
              return new Download(opened.nonce(), opened.downloadedAt(), FOR_A_PLATFORM);
            }));
  }

  /** Without what says that there is a signature. */
  private static byte[] unsigned(byte[] face, FaceForm form) {
    return form == FaceForm.OFD
        ? files(face, "OFD.xml", text -> text.replaceFirst("<([a-z]+:)?Signatures>[^<]*</([a-z]+:)?Signatures>", ""))
        : latin(latin(face).replace("/ByteRange", "/ByteRanks"));
  }

  /** With one word changed in what is covered: the title. */
  private static byte[] altered(byte[] face, FaceForm form) {
    return form == FaceForm.OFD
        ? files(face, "OFD.xml", text -> text.replace("Creator>Zhengyan<", "Creator>Zhangyan<"))
        : latin(latin(face).replaceFirst("%PDF-1\\.[0-9]", "%PDF-1.1"));
  }

  private interface Edit {
    String of(String text);
  }

  /** The archive with one of its files edited, and nothing else changed. */
  private static byte[] files(byte[] archive, String edited, Edit edit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] file = in.readAllBytes();
        if (entry.getName().equals(edited)) {
          file = edit.of(new String(file, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        zip.putNextEntry(copy);
        zip.write(file);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
