package org.zhengyan.verification.presentation;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.zhengyan.verification.VerificationId;

/** One open answer of type {@code text/event-stream}; no thread stands behind it while it waits. */
final class EventStream {
  private final VerificationId id;
  private final String clientId;
  private final AsyncContext context;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private boolean closed;

  EventStream(VerificationId id, String clientId, AsyncContext context, OutputStream out) {
    this.id = id;
    this.clientId = clientId;
    this.context = context;
    this.out = out;
  }

  VerificationId id() {
    return id;
  }

  String clientId() {
    return clientId;
  }

  /** Writes, and closes it when nobody reads any more; false once it is closed. */
  boolean send(byte[] bytes, boolean last) {
    writing.lock();
    try {
      if (closed) {
        return false;
      }
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException | IllegalStateException e) {
        end();
        return false;
      }
      if (last) {
        end();
      }
      return !closed;
    } finally {
      writing.unlock();
    }
  }

  /** The same unless a write is under way, which is as good a sign of life. */
  boolean beat(byte[] comment) {
    return writing.isLocked() || send(comment, false);
  }

  void close() {
    writing.lock();
    try {
      end();
    } finally {
      writing.unlock();
    }
  }

  /** The container ended it: nothing may be written from now on. */
  void forget() {
    writing.lock();
    try {
      closed = true;
    } finally {
      writing.unlock();
    }
  }

  private void end() {
    if (!closed) {
      closed = true;
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The container was faster.
      }
    }
  }
}
