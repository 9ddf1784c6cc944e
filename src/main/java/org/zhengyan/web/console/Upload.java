package org.zhengyan.web.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.UploadContext;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * What a form with a file brought (RFC 7578), read once as it comes in; nothing of it is written to a disk.
 *
 * @param fields by their names; at most 32, of at most 64 kB each
 * @param fileName as the browser called it; never a path
 * @param file empty when none was chosen
 */
public record Upload(Map<String, String> fields, String fileName, byte[] file) {
  private static final int FIELD_LIMIT = 64 * 1024;
  private static final int FIELDS = 32;
  private static final long DRAINED = 64 * 1024 * 1024;

  /** Takes the file's bytes while they come in. */
  @FunctionalInterface
  public interface Sink {
    void take(String fileName, Map<String, String> fieldsBefore, InputStream in) throws IOException;
  }

  /**
   * Reads a form into memory.
   *
   * @param limit bytes of the file
   * @throws Refusal {@code too-large}, or {@code malformed} when it is no such form or breaks off
   */
  public static Upload read(HttpServletRequest request, int limit) {
    byte[][] file = {new byte[0]};
    String[] name = {""};
    Map<String, String> fields =
        stream(
            request,
            (fileName, before, in) -> {
              byte[] read = in.readNBytes(limit + 1);
              if (read.length > limit) {
                drain(in);
                throw Refusal.of(Problem.TOO_LARGE, "A file has at most " + limit / 1024 + " kB");
              }
              file[0] = read;
              name[0] = fileName;
            });
    return new Upload(fields, name[0], file[0]);
  }

  /**
   * Hands over a file that is too large for memory; the sink bounds it.
   *
   * @return the fields
   */
  public static Map<String, String> stream(HttpServletRequest request, Sink sink) {
    Map<String, String> fields = new HashMap<>();
    try {
      FileItemIterator items = parser().getItemIterator(new Source(request));
      while (items.hasNext()) {
        FileItemStream item = items.next();
        try (InputStream in = item.openStream()) {
          if (item.isFormField()) {
            take(fields, item.getFieldName(), in);
          } else {
            sink.take(lastPart(item.getName()), Map.copyOf(fields), in);
          }
        }
      }
    } catch (IOException e) {
      throw Refusal.of(Problem.MALFORMED, "The form broke off, or is no multipart/form-data");
    }
    return Map.copyOf(fields);
  }

  /** A browser that is cut off while it sends shows its own error and not our page. */
  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long rest = DRAINED;
    for (int n = in.read(buffer); n >= 0 && rest > 0; n = in.read(buffer)) {
      rest -= n;
    }
  }

  private static FileUpload parser() {
    FileUpload parser = new FileUpload();
    parser.setHeaderEncoding("UTF-8");
    parser.setFileCountMax(FIELDS);
    return parser;
  }

  private static void take(Map<String, String> fields, String name, InputStream in) throws IOException {
    byte[] value = in.readNBytes(FIELD_LIMIT + 1);
    if (value.length > FIELD_LIMIT || fields.size() >= FIELDS) {
      throw Refusal.of(Problem.TOO_LARGE, "A field has at most 64 kB");
    }
    fields.put(name, new String(value, StandardCharsets.UTF_8));
  }

  private static String lastPart(String name) {
    return name == null ? "" : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  private record Source(HttpServletRequest request) implements UploadContext {
    @Override
    public long contentLength() {
      return request.getContentLengthLong();
    }

    @Override
    public String getCharacterEncoding() {
      return "UTF-8";
    }

    @Override
    public String getContentType() {
      return request.getContentType();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return request.getInputStream();
    }
  }
}
