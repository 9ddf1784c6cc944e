package org.zhengyan.access;

import org.jspecify.annotations.Nullable;

/**
 * What came with a sign-in form.
 *
 * @param address of the caller, as the server knows it
 * @param browser as it calls itself
 * @param device the device's cookie
 */
public record Attempt(
    String login,
    String password,
    SecondFactor second,
    String address,
    String browser,
    SessionToken device) {

  /** What came beside the password. */
  public sealed interface SecondFactor {}

  /** A one-time code. */
  public record Code(String digits) implements SecondFactor {}

  /** A signature over a text that was issued for signing in here, by the holder of that certificate. */
  public record Signature(org.zhengyan.status.holder.@Nullable HolderProof proof)
      implements SecondFactor {}

  /**
   * A signature of a security key over a challenge that was issued for signing in from this browser.
   *
   * @param answer {@code AuthenticationResponseJSON}
   * @param entry the cookie that came with the page; null for a browser that has none
   */
  public record Key(String answer, @Nullable SessionToken entry) implements SecondFactor {}
}
