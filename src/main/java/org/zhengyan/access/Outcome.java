package org.zhengyan.access;

/** What became of an attempt to sign in. */
public sealed interface Outcome {

  /** Signed in. */
  record Entered(Sessions.Opened session) implements Outcome {}

  /**
   * The factors do not fit, whichever of them, or there is no such account, or too many tried: one answer
   * for all of that.
   */
  record Refused() implements Outcome {}

  /**
   * Both factors fit; the device waits for somebody who vouches for it.
   *
   * @param number to read out
   */
  record DeviceWaits(String number) implements Outcome {}

  /** Both factors fit; from this address the account's authority lets nobody in. */
  record OutOfRange() implements Outcome {}

  /** Both factors fit; the address is abroad, and there is no permission for that. */
  record Abroad() implements Outcome {}
}
