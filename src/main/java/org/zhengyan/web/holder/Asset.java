package org.zhengyan.web.holder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.ClassPathResource;

/**
 * A file that pages load, under a name that changes with its contents: it may be cached for ever.
 *
 * @param name with a part of its SHA-256, such as {@code main-0123456789abcdef.js}
 * @param gzip the contents compressed
 */
record Asset(String name, String type, byte[] contents, byte[] gzip) {
  private static final int HASH_DIGITS = 16;

  /** Reads a file that the build made. */
  static Asset read(String file, String type) {
    try {
      byte[] contents = new ClassPathResource("web/holder/" + file).getContentAsByteArray();
      int dot = file.lastIndexOf('.');
      String name = file.substring(0, dot) + "-" + hash(contents) + file.substring(dot);
      return new Asset(name, type, contents, compress(contents));
    } catch (IOException e) {
      throw new UncheckedIOException("the build has not made the holder's page", e);
    }
  }

  String path() {
    return "/v/assets/" + name;
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
