package org.zhengyan.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which addresses are abroad: by a file that the installation brings, one line {@code CIDR,COUNTRY} for each
 * range (RIR statistics or a bought table, made into that form). It is read at the start; a line that is not
 * understood, or a range that overlaps another, stops the start.
 *
 * <p>With a file, an address in none of its ranges is abroad, and so is what is no address; those of this
 * machine and of private networks are not. Without a file nothing is known to be abroad, and the start says
 * so (src/docs/adr/162).
 */
@Component
class CountryTable {
  private static final Logger LOG = LoggerFactory.getLogger(CountryTable.class);

  private record Range(BigInteger last, String country) {}

  private final String home;
  private final @Nullable Map<Boolean, TreeMap<BigInteger, Range>> ranges;

  @org.springframework.beans.factory.annotation.Autowired
  CountryTable(AccessProperties properties) {
    this(properties.home(), properties.countries() == null ? null : read(properties.countries()));
    if (ranges == null) {
      LOG.warn("zhengyan.access.countries is not set: no sign-in is known to come from abroad");
    }
  }

  CountryTable(String home, @Nullable List<String> lines) {
    this.home = home;
    this.ranges = lines == null ? null : parse(lines);
  }

  boolean abroad(String text) {
    Map<Boolean, TreeMap<BigInteger, Range>> known = ranges;
    if (known == null) {
      return false;
    }
    Optional<InetAddress> address = Address.parse(text);
    if (address.isEmpty()) {
      return true;
    }
    if (Address.inside(address.get())) {
      return false;
    }
    BigInteger number = Address.number(address.get());
    TreeMap<BigInteger, Range> family = known.get(address.get() instanceof Inet4Address);
    var floor = family == null ? null : family.floorEntry(number);
    return floor == null
        || number.compareTo(floor.getValue().last()) > 0
        || !floor.getValue().country().equals(home);
  }

  private static Map<Boolean, TreeMap<BigInteger, Range>> parse(List<String> lines) {
    Map<Boolean, TreeMap<BigInteger, Range>> ranges =
        Map.of(true, new TreeMap<>(), false, new TreeMap<>());
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split(",", -1);
      Optional<Address.Network> network =
          parts.length == 2 && parts[1].matches("[A-Z]{2}") ? Address.network(parts[0]) : Optional.empty();
      if (network.isEmpty()) {
        throw new IllegalArgumentException(
            "line " + number + " of the countries' file is no CIDR,COUNTRY");
      }
      add(ranges.get(network.get().four()), network.get(), parts[1], number);
    }
    return ranges;
  }

  private static void add(
      @Nullable TreeMap<BigInteger, Range> family, Address.Network network, String country, int line) {
    if (family == null) {
      throw new IllegalStateException("two families of addresses");
    }
    var before = family.floorEntry(network.last());
    if (before != null && before.getValue().last().compareTo(network.first()) >= 0) {
      throw new IllegalArgumentException(
          "line " + line + " of the countries' file overlaps an earlier one");
    }
    family.put(network.first(), new Range(network.last(), country));
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("zhengyan.access.countries cannot be read", e);
    }
  }
}
