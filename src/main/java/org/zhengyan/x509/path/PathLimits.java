package org.zhengyan.x509.path;

/**
 * What one validation may cost; whatever is hostile ends at one of these.
 *
 * @param signatures signatures verified, those of CRLs included
 * @param steps certificates tried while paths are searched
 * @param comparisons names compared with subtrees
 * @param certificates certificates between target and anchor, self-issued ones included
 */
public record PathLimits(int signatures, int steps, int comparisons, int certificates) {

  public static final PathLimits DEFAULT = new PathLimits(128, 1_000, 100_000, 12);
}
