package org.zhengyan.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of checkpoints taken apart: text lines, a blank line, signature lines, a blank line.
 *
 * @param notes the complete records in their order, their content not looked at
 * @param end the offset after the last complete record
 * @param torn whether anything follows there
 */
record CheckpointRecords(List<String> notes, long end, boolean torn) {

  static CheckpointRecords read(Path file) throws IOException {
    return parse(Files.readAllBytes(file));
  }

  static CheckpointRecords parse(byte[] octets) {
    List<String> notes = new ArrayList<>();
    int start = 0;
    int line = 0;
    boolean signatures = false;
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '\n') {
        continue;
      }
      boolean blank = i == line;
      line = i + 1;
      if (blank && signatures) {
        notes.add(new String(octets, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
      signatures = blank != signatures;
    }
    return new CheckpointRecords(notes, start, start < octets.length);
  }
}
