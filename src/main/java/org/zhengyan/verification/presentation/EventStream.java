package org.zhengyan.verification.presentation;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.VerificationId;

/**
 * One open answer of type {@code text/event-stream}: its bare connection, once Tomcat has given back
 * everything else that it needed to read the request and to begin the answer (ADR 113).
 *
 * <p>The end of the answer is the end of the connection (RFC 9112 section 6.3). No thread stands behind
 * it while it waits. Public because Tomcat makes it.
 */
public final class EventStream implements InternalHttpUpgradeHandler {
  private static final long WRITE_TIMEOUT_MILLIS = 10_000;

  /** A client of events has nothing to say. */
  private static final int MOST_HEARD = 4_096;

  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicBoolean counted = new AtomicBoolean();
  private volatile @Nullable Followers followers;
  private volatile @Nullable VerificationId id;
  private volatile String clientId = "";
  private volatile @Nullable SocketWrapperBase<?> socket;
  private int heard;

  /** For Tomcat. */
  public EventStream() {}

  /** What it shows, and to whom; before the connection is its own. */
  void begin(Followers itsFollowers, VerificationId itsId, String itsClientId) {
    followers = itsFollowers;
    id = itsId;
    clientId = itsClientId;
  }

  VerificationId id() {
    VerificationId its = id;
    if (its == null) {
      throw new IllegalStateException("the stream has not begun");
    }
    return its;
  }

  String clientId() {
    return clientId;
  }

  /** True for the first who asks, after it was counted among the open ones. */
  boolean uncount() {
    return counted.compareAndSet(true, false);
  }

  @Override
  public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
    wrapper.setWriteTimeout(WRITE_TIMEOUT_MILLIS);
    socket = wrapper;
  }

  /** The request is over, its answer has begun, and the connection is ours. */
  @Override
  public void init(WebConnection connection) {
    Followers its = followers;
    if (its == null) {
      close();
      return;
    }
    counted.set(true);
    its.join(this);
  }

  /** Hears that the client went away, and nothing else. */
  @Override
  public SocketState upgradeDispatch(SocketEvent event) {
    SocketWrapperBase<?> wrapper = socket;
    if (event != SocketEvent.OPEN_READ && event != SocketEvent.OPEN_WRITE || wrapper == null) {
      return gone();
    }
    try {
      byte[] scratch = new byte[256];
      while (event == SocketEvent.OPEN_READ) {
        int read = wrapper.read(false, scratch, 0, scratch.length);
        if (read == 0) {
          break;
        }
        heard += read;
        if (read < 0 || heard > MOST_HEARD) {
          return gone();
        }
      }
    } catch (IOException e) {
      return gone();
    }
    return wrapper.isClosed() ? gone() : SocketState.UPGRADED;
  }

  private SocketState gone() {
    close();
    return SocketState.CLOSED;
  }

  /** Writes, and closes it when it was the last or nobody reads any more; false once it is closed. */
  boolean send(byte[] bytes, boolean last) {
    writing.lock();
    try {
      SocketWrapperBase<?> wrapper = socket;
      if (wrapper == null || wrapper.isClosed()) {
        return false;
      }
      wrapper.write(true, bytes, 0, bytes.length);
      wrapper.flush(true);
      if (last) {
        close();
      }
      return !last;
    } catch (IOException e) {
      close();
      return false;
    } finally {
      writing.unlock();
    }
  }

  /** The same unless a write is under way, which has a time-out of its own. */
  boolean beat(byte[] comment) {
    return writing.isLocked() || send(comment, false);
  }

  void close() {
    SocketWrapperBase<?> wrapper = socket;
    if (wrapper != null) {
      wrapper.close();
    }
    Followers its = followers;
    if (its != null) {
      its.drop(this);
    }
  }

  @Override
  public void destroy() {
    close();
  }

  @Override
  public void pause() {
    close();
  }

  @Override
  public void timeoutAsync(long now) {
    // Nothing is waited for that could be late.
  }

  @Override
  public void setSslSupport(SSLSupport support) {
    // Nothing here depends on it.
  }
}
