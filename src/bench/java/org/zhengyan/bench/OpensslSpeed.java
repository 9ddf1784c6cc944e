package org.zhengyan.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code openssl speed} says of this machine at this moment: the scale for all other figures. */
record OpensslSpeed(
    double p256SignsPerSecond,
    double p256VerifiesPerSecond,
    double sm2SignsPerSecond,
    double sm2VerifiesPerSecond) {
  private static final double REFERENCE = 13_000;

  static OpensslSpeed measure() throws IOException, InterruptedException {
    double[] p256 = run("ecdsap256", "256 bits ecdsa \\(nistp256\\)");
    double[] sm2 = run("sm2", "256 bits SM2 \\(CurveSM2\\)");
    return new OpensslSpeed(p256[0], p256[1], sm2[0], sm2[1]);
  }

  /** By how much a CPU figure of this run is to be multiplied to stand for the reference machine. */
  double scale() {
    return p256VerifiesPerSecond / REFERENCE;
  }

  private static double[] run(String algorithm, String label) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("openssl", "speed", "-seconds", "2", algorithm).redirectErrorStream(true).start();
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
