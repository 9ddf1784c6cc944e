package org.zhengyan.keys;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Public keys whose private key anybody can name.
 *
 * <p>Found: private keys up to {@value #SCALARS} from either end of the range, powers of two and
 * their negatives, and the published keys of standards and test suites, which copies of example
 * code bring along ({@code keys/published-keys.txt}, SHA-256 of the SubjectPublicKeyInfo). A key
 * that came from a poor generator is not found.
 */
final class WeakKeys {
  static final int SCALARS = 4096;

  private static final Set<BigInteger> SM2 = abscissas(Curve.SM2);
  private static final Set<BigInteger> P256 = abscissas(Curve.P256);
  private static final Set<String> PUBLISHED = published();

  private WeakKeys() {}

  static boolean contains(VerificationKey key) {
    Set<BigInteger> guessable = key.suite() == Suite.SM2 ? SM2 : P256;
    return guessable.contains(key.point().getAffineXCoord().toBigInteger())
        || PUBLISHED.contains(HexFormat.of().formatHex(key.fingerprint()));
  }

  /** A point and its negative have the same x: each value stands for k and n-k. */
  private static Set<BigInteger> abscissas(ECDomainParameters domain) {
    ECPoint[] points = new ECPoint[SCALARS + domain.getN().bitLength()];
    ECPoint point = domain.getG();
    for (int i = 0; i < SCALARS; i++) {
      points[i] = point;
      point = point.add(domain.getG());
    }
    point = domain.getG();
    for (int i = SCALARS; i < points.length; i++) {
      points[i] = point;
      point = point.twice();
    }
    domain.getCurve().normalizeAll(points);
    return Arrays.stream(points)
        .map(each -> each.getAffineXCoord().toBigInteger())
        .collect(Collectors.toCollection(() -> HashSet.newHashSet(points.length)));
  }

  private static Set<String> published() {
    InputStream list =
        Objects.requireNonNull(WeakKeys.class.getResourceAsStream("/keys/published-keys.txt"));
    try (var lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", 2)[0])
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
