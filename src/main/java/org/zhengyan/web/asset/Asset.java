package org.zhengyan.web.asset;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A file that pages load, under a name that changes with its contents: it may be cached for ever.
 *
 * @param name with a part of its SHA-256, such as {@code main-0123456789abcdef.js}
 * @param gzip the contents compressed
 */
public record Asset(String folder, String name, String type, byte[] contents, byte[] gzip) {
  private static final int HASH_DIGITS = 16;
  private static final String FOR_EVER =
      "max-age=" + Duration.ofDays(365).toSeconds() + ", public, immutable";

  /**
   * Reads a file.
   *
   * @param folder where pages find it, with a slash at the end
   * @param resource on the classpath
   */
  public static Asset read(String folder, String resource, String type) {
    try {
      byte[] contents = new ClassPathResource(resource).getContentAsByteArray();
      String file = resource.substring(resource.lastIndexOf('/') + 1);
      int dot = file.lastIndexOf('.');
      String name = file.substring(0, dot) + "-" + hash(contents) + file.substring(dot);
      return new Asset(folder, name, type, contents, compress(contents));
    } catch (IOException e) {
      throw new UncheckedIOException("the build has not made " + resource, e);
    }
  }

  public String path() {
    return folder + name;
  }

  /** The file as an answer, compressed for those who say that they can read it. */
  public ResponseEntity<byte[]> answer(@Nullable String encodings, HttpServletResponse response) {
    boolean compressed = encodings != null && encodings.contains("gzip");
    response.setHeader("Cache-Control", FOR_EVER);
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (compressed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.valueOf(type), StandardCharsets.UTF_8))
        .body(compressed ? gzip : contents);
  }

  private static String hash(byte[] contents) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(contents);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] compress(byte[] contents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(contents);
    }
    return out.toByteArray();
  }
}
