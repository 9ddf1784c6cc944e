package org.zhengyan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code openssl speed} says of this machine at this moment: the scale for all other figures. */
record OpensslSpeed(
    double p256SignsPerSecond,
    double p256VerifiesPerSecond,
    double sm2SignsPerSecond,
    double sm2VerifiesPerSecond) {
  private static final double REFERENCE = 13_000;
  private static final String P256 = "256 bits ecdsa \\(nistp256\\)";

  static OpensslSpeed measure() throws IOException, InterruptedException {
    double[] p256 = run("2", "ecdsap256", P256);
    double[] sm2 = run("2", "sm2", "256 bits SM2 \\(CurveSM2\\)");
    return new OpensslSpeed(p256[0], p256[1], sm2[0], sm2[1]);
  }

  /** By how much a CPU figure of this run is to be multiplied to stand for the reference machine. */
  double scale() {
    return scale(p256VerifiesPerSecond);
  }

  private static double scale(double verifiesPerSecond) {
    return verifiesPerSecond / REFERENCE;
  }

  /**
   * The same figure taken again and again beside a load, for its whole time: OpenSSL counts what it does in a second
   * of its own CPU time, so a neighbour on the host or the other core slows it as it slows what is measured.
   */
  static final class Beside implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(4);
    private final List<Double> verifies = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().daemon().start(this::look);
    private volatile boolean over;

    private void look() {
      try {
        while (!over) {
          verifies.add(run("1", "ecdsap256", P256)[1]);
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
      } catch (InterruptedException e) {
        // The load is over.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The mean of what was seen, after the load. */
    double verifiesPerSecond() throws InterruptedException {
      close();
      return verifies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    double scale() throws InterruptedException {
      return OpensslSpeed.scale(verifiesPerSecond());
    }

    @Override
    public void close() throws InterruptedException {
      over = true;
      thread.join();
    }
  }

  private static double[] run(String seconds, String algorithm, String label) throws IOException, InterruptedException {
    Process process =
        // Behind what is measured: it counts its own CPU time, so waiting does not make it slower.
        new ProcessBuilder("nice", "-n", "19", "openssl", "speed", "-seconds", seconds, algorithm)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    process.waitFor();
    Matcher line = Pattern.compile(label + "\\s+\\S+\\s+\\S+\\s+(\\S+)\\s+(\\S+)").matcher(output);
    if (!line.find()) {
      throw new IllegalStateException("openssl speed said:\n" + output);
    }
    return new double[] {Double.parseDouble(line.group(1)), Double.parseDouble(line.group(2))};
  }

  @Override
  public String toString() {
    return "openssl speed in this run: P-256 sign %,.0f/s verify %,.0f/s; SM2 sign %,.0f/s verify %,.0f/s; scale %.2f"
        .formatted(p256SignsPerSecond, p256VerifiesPerSecond, sm2SignsPerSecond, sm2VerifiesPerSecond, scale());
  }
}
