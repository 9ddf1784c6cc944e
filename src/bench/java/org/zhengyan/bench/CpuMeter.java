package org.zhengyan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time of processes from Linux's {@code /proc/PID/stat}: user and system time of the process, of
 * its living children, and of the children it has waited for.
 */
final class CpuMeter {
  private static final long TICKS_PER_SECOND = 100;

  private CpuMeter() {}

  /** Time used so far by the process alone. */
  static Duration of(long pid) {
    long[] stat = stat(pid);
    return ticks(stat[1] + stat[2]);
  }

  /** Time used so far by the process and all that descend from it. */
  static Duration ofTree(long pid) {
    Map<Long, long[]> all = new HashMap<>();
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path entry : entries) {
        long id = Long.parseLong(entry.getFileName().toString());
        try {
          all.put(id, stat(id));
        } catch (UncheckedIOException gone) {
          // It ended between the listing and the look: its parent has its time.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ticks(tree(pid, all));
  }

  private static long tree(long pid, Map<Long, long[]> all) {
    long[] own = all.get(pid);
    if (own == null) {
      return 0;
    }
    long sum = own[1] + own[2] + own[3] + own[4];
    for (Map.Entry<Long, long[]> entry : all.entrySet()) {
      if (entry.getValue()[0] == pid) {
        sum += tree(entry.getKey(), all);
      }
    }
    return sum;
  }

  /** Resident memory of the process in MiB. */
  static long residentMebibytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Proportional memory of the process and its descendants in MiB; shared pages count once. */
  static long proportionalMebibytesOfTree(long pid) {
    long sum = 0;
    for (ProcessHandle handle :
        java.util.stream.Stream.concat(
                ProcessHandle.of(pid).stream(), ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants))
            .toList()) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + handle.pid() + "/smaps_rollup"))) {
          if (line.startsWith("Pss:")) {
            sum += Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
          }
        }
      } catch (IOException gone) {
        // It ended meanwhile.
      }
    }
    return sum;
  }

  /** Parent pid, utime, stime, cutime, cstime. */
  private static long[] stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return new long[] {
        Long.parseLong(fields[1]),
        Long.parseLong(fields[11]),
        Long.parseLong(fields[12]),
        Long.parseLong(fields[13]),
        Long.parseLong(fields[14])
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration ticks(long ticks) {
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }
}
