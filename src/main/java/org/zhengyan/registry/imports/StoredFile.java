package org.zhengyan.registry.imports;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * A file put together from its parts, in a temporary file that goes when this is closed.
 *
 * <p>A workbook is told by its first bytes, not by its name. Text is UTF-8, with or without byte order
 * mark, when all of it is; else GB 18030, when all of it is.
 */
final class StoredFile implements AutoCloseable {
  private static final Charset GB_18030 = Charset.forName("GB18030");

  private final Path file;
  private final long size;

  private StoredFile(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  static StoredFile of(ImportParts parts, String id) throws IOException {
    Path file = Files.createTempFile("zhengyan-import-", ".tmp");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] part;
      for (int number = 0; (part = parts.find(id, number)) != null; number++) {
        out.write(part);
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return new StoredFile(file, Files.size(file));
  }

  /**
   * @throws UnreadableFile for what is neither
   */
  RowSource rows() throws IOException {
    byte[] head = new byte[4];
    try (InputStream in = Files.newInputStream(file)) {
      in.readNBytes(head, 0, 4);
    }
    if (head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
      try {
        return new WorkbookRows(file);
      } catch (ZipException e) {
        throw new UnreadableFile(0, "workbook-broken", "the workbook is cut off or broken: save it anew");
      }
    }
    if (head[0] == (byte) 0xd0 && head[1] == (byte) 0xcf) {
      throw new UnreadableFile(0, "format-unknown", "an .xls file of old: save it as .xlsx or as CSV");
    }
    Charset charset = decodes(StandardCharsets.UTF_8) ? StandardCharsets.UTF_8 : GB_18030;
    if (charset == GB_18030 && !decodes(GB_18030)) {
      throw new UnreadableFile(0, "encoding-unknown", "the text is neither UTF-8 nor GB 18030");
    }
    Counting bytes = new Counting(Files.newInputStream(file), size);
    Reader text = reader(bytes, charset);
    text.mark(1);
    if (text.read() != 0xfeff) {
      text.reset();
    }
    return new CsvRows(text, bytes::percent);
  }

  private boolean decodes(Charset charset) throws IOException {
    char[] buffer = new char[1 << 16];
    try (Reader in = reader(Files.newInputStream(file), charset)) {
      while (in.read(buffer) >= 0) {
        // Only whether it decodes is asked.
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Reader reader(InputStream in, Charset charset) {
    return new BufferedReader(
        new InputStreamReader(
            in,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)),
        1 << 16);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }

  private static final class Counting extends java.io.FilterInputStream {
    private final long size;
    private long read;

    Counting(InputStream in, long size) {
      super(in);
      this.size = size;
    }

    int percent() {
      return size == 0 ? 100 : (int) (read * 100 / size);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int got = super.read(target, offset, length);
      read += Math.max(0, got);
      return got;
    }
  }
}
