package org.zhengyan.document.check.ofd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A ZIP file (APPNOTE 6.3.3) that every reader reads alike, unpacked into memory.
 *
 * <p>Guaranteed: the central directory and the entries fill the file with nothing before, between or
 * after them; local and central headers agree; names are relative, plain and different, also without
 * regard to case; stored or deflated, not encrypted, not ZIP64, not in parts; sizes and checksums hold. At
 * most {@value #MAX_ENTRIES} entries of together at most {@value #MAX_UNPACKED} bytes, and none
 * that is much more than its packed form. Files inside are not opened, ZIPs neither.
 */
final class OfdArchive {
  static final int MAX_ENTRIES = 512;
  static final int MAX_UNPACKED = 32 * 1024 * 1024;

  private static final int MAX_RATIO = 200;
  private static final int RATIO_MATTERS_FROM = 256 * 1024;
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int UNICODE_PATH = 0x7075;
  private static final int ZIP64 = 0x0001;
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final int ENCRYPTED_OR_PATCHED = 1 | 1 << 5 | 1 << 6 | 1 << 13;
  private static final int DESCRIPTOR_FOLLOWS = 1 << 3;

  private record Entry(String name, byte[] rawName, int flags, int method, int crc, int packed, int size, int at) {}

  private final ByteBuffer zip;
  private long unpacked;

  private OfdArchive(byte[] file) {
    this.zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The files by name, without directories, in the order of the central directory. */
  static Map<String, byte[]> unpack(byte[] file) throws MalformedOfd {
    try {
      return new OfdArchive(file).read();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new MalformedOfd("The ZIP ends inside one of its parts.", e);
    }
  }

  private Map<String, byte[]> read() throws MalformedOfd {
    int end = endOfCentralDirectory();
    int count = zip.getShort(end + 10) & 0xffff;
    require(zip.getInt(end + 4) == 0 && (zip.getShort(end + 8) & 0xffff) == count, "The ZIP is in parts.");
    require(count > 0 && count <= MAX_ENTRIES, "The ZIP has no entries, or more than " + MAX_ENTRIES + ".");
    int size = zip.getInt(end + 12);
    int at = zip.getInt(end + 16);
    require(at >= 0 && size >= 0 && (long) at + size == end, "The ZIP's directory is not where it is said to be.");

    List<Entry> entries = new ArrayList<>();
    int next = at;
    for (int i = 0; i < count; i++) {
      require(zip.getInt(next) == CENTRAL, "The ZIP's directory is broken.");
      entries.add(entry(next));
      next += CENTRAL_SIZE + length(next + 28) + length(next + 30) + length(next + 32);
    }
    require(next == end, "The ZIP's directory has another size than is said.");
    requireDifferentNames(entries);
    requireFilled(entries, at);

    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (!entry.name().endsWith("/")) {
        files.put(entry.name(), contents(entry));
      }
    }
    return Collections.unmodifiableMap(files);
  }

  private int endOfCentralDirectory() throws MalformedOfd {
    int end = zip.limit() - END_SIZE;
    require(end >= 0 && zip.getInt(0) == LOCAL, "The file is no ZIP.");
    require(
        zip.getInt(end) == END && zip.getShort(end + 20) == 0,
        "The ZIP does not end with its directory: bytes or a comment follow.");
    return end;
  }

  private Entry entry(int at) throws MalformedOfd {
    int flags = zip.getShort(at + 8);
    int method = zip.getShort(at + 10) & 0xffff;
    int packed = zip.getInt(at + 20);
    int size = zip.getInt(at + 24);
    int local = zip.getInt(at + 42);
    require((flags & ENCRYPTED_OR_PATCHED) == 0, "An entry of the ZIP is encrypted.");
    require(method == 0 || method == 8, "An entry of the ZIP is packed by another method than deflate.");
    require(packed >= 0 && size >= 0 && local >= 0 && size <= MAX_UNPACKED, "An entry of the ZIP is too large.");
    require(zip.getShort(at + 34) == 0, "The ZIP is in parts.");
    require(
        size < RATIO_MATTERS_FROM || (long) packed * MAX_RATIO >= size,
        "An entry of the ZIP unpacks to more than " + MAX_RATIO + " times its size.");
    unpacked += size;
    require(unpacked <= MAX_UNPACKED, "The ZIP unpacks to more than " + MAX_UNPACKED + " bytes.");
    byte[] rawName = bytes(at + CENTRAL_SIZE, length(at + 28));
    requireNoOtherName(at + CENTRAL_SIZE + rawName.length, length(at + 30));
    String name = name(rawName);
    require(!name.endsWith("/") || size == 0, "A directory of the ZIP has contents.");
    return new Entry(name, rawName, flags, method, zip.getInt(at + 16), packed, size, local);
  }

  /** Plain relative names: no way up, no root, no drive, no backslash, no control, nothing empty. */
  private static String name(byte[] raw) throws MalformedOfd {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedOfd("A name in the ZIP is not UTF-8.", e);
    }
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    require(!path.isEmpty() && path.length() <= 255, "A name in the ZIP is empty or too long.");
    for (String part : path.split("/", -1)) {
      boolean plain =
          !part.isEmpty()
              && !part.equals(".")
              && !part.equals("..")
              && part.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == ':');
      require(plain, "A name in the ZIP leads elsewhere or holds characters that names do not have.");
    }
    return name;
  }

  private static void requireDifferentNames(List<Entry> entries) throws MalformedOfd {
    Set<String> names = new HashSet<>();
    for (Entry entry : entries) {
      require(names.add(entry.name().toLowerCase(Locale.ROOT)), "Two entries of the ZIP have one name.");
    }
  }

  /** The entries follow each other from the first byte to the directory, with nothing hidden between. */
  private void requireFilled(List<Entry> entries, int directory) throws MalformedOfd {
    int expected = 0;
    for (Entry entry : entries.stream().sorted(Comparator.comparingInt(Entry::at)).toList()) {
      int at = entry.at();
      require(at == expected && zip.getInt(at) == LOCAL, "The ZIP hides bytes between its entries.");
      boolean described = (entry.flags() & DESCRIPTOR_FOLLOWS) != 0;
      require(
          zip.getShort(at + 6) == (short) entry.flags()
              && (zip.getShort(at + 8) & 0xffff) == entry.method()
              && Arrays.equals(bytes(at + LOCAL_SIZE, length(at + 26)), entry.rawName()),
          "An entry of the ZIP and its directory disagree.");
      requireNoOtherName(at + LOCAL_SIZE + length(at + 26), length(at + 28));
      boolean empty = described && zip.getInt(at + 14) == 0 && zip.getInt(at + 18) == 0 && zip.getInt(at + 22) == 0;
      requireSizes(empty || sizes(entry, at + 14));
      require(
          entry.packed() <= directory - dataAt(entry), "An entry of the ZIP reaches into its directory.");
      expected = dataAt(entry) + entry.packed();
      if (described) {
        int descriptor = zip.getInt(expected) == DESCRIPTOR ? expected + 4 : expected;
        requireSizes(sizes(entry, descriptor));
        expected = descriptor + 12;
      }
      require(expected <= directory, "An entry of the ZIP reaches into its directory.");
    }
    require(expected == directory, "The ZIP hides bytes before its directory.");
  }

  /** Checksum, packed and unpacked size, as they stand in a local header and in a descriptor. */
  private boolean sizes(Entry entry, int at) {
    return zip.getInt(at) == entry.crc()
        && zip.getInt(at + 4) == entry.packed()
        && zip.getInt(at + 8) == entry.size();
  }

  private static void requireSizes(boolean alike) throws MalformedOfd {
    require(alike, "An entry of the ZIP and its directory disagree.");
  }

  /** Extra fields may give an entry a second name, or sizes of ZIP64: neither is read by all. */
  private void requireNoOtherName(int from, int length) throws MalformedOfd {
    int at = from;
    while (at < from + length) {
      require(at + 4 <= from + length, "An extra field of the ZIP is broken.");
      int id = length(at);
      require(id != UNICODE_PATH && id != ZIP64, "An entry of the ZIP has a second name, or is ZIP64.");
      at += 4 + length(at + 2);
    }
    require(at == from + length, "An extra field of the ZIP is broken.");
  }

  private int dataAt(Entry entry) {
    return entry.at() + LOCAL_SIZE + length(entry.at() + 26) + length(entry.at() + 28);
  }

  private byte[] contents(Entry entry) throws MalformedOfd {
    byte[] packed = bytes(dataAt(entry), entry.packed());
    byte[] contents = entry.method() == 0 ? packed : inflate(packed, entry.size());
    CRC32 crc = new CRC32();
    crc.update(contents);
    require(
        contents.length == entry.size() && (int) crc.getValue() == entry.crc(),
        "A size or checksum in the ZIP is wrong.");
    return contents;
  }

  private static byte[] inflate(byte[] packed, int size) throws MalformedOfd {
    byte[] contents = new byte[size];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int done = 0;
      while (!inflater.finished()) {
        int step = done < size ? inflater.inflate(contents, done, size - done) : inflater.inflate(new byte[1]);
        boolean over = done == size && step > 0;
        boolean stuck = step == 0 && !inflater.finished();
        require(!over && !stuck, "An entry of the ZIP cannot be unpacked.");
        done += step;
      }
      require(
          done == size && inflater.getRemaining() == 0, "A size or checksum in the ZIP is wrong.");
      return contents;
    } catch (DataFormatException e) {
      throw new MalformedOfd("An entry of the ZIP cannot be unpacked.", e);
    }
  }

  private int length(int at) {
    return zip.getShort(at) & 0xffff;
  }

  private byte[] bytes(int at, int length) {
    byte[] copy = new byte[length];
    zip.get(at, copy);
    return copy;
  }

  private static void require(boolean holds, String otherwise) throws MalformedOfd {
    if (!holds) {
      throw new MalformedOfd(otherwise);
    }
  }
}
