package org.zhengyan.notification.push;

/**
 * No answer came. The message is for the endpoint's owner: it names what failed, never an address
 * inside our network.
 */
public final class PushFailed extends Exception {
  PushFailed(String message) {
    super(message);
  }

  PushFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
