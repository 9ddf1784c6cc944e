package org.zhengyan.notification.push;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * POSTs to an address that somebody else chose, by steps whose order is the safety:
 *
 * <ol>
 *   <li>the name is resolved, once
 *   <li>every address of the answer is checked; one that is refused refuses them all
 *   <li>the connection goes to a checked address, never to the name
 *   <li>TLS 1.2 or 1.3, SNI and certificate for the name (RFC 9525)
 *   <li>one request, one answer, close
 * </ol>
 *
 * <p>At the total deadline the socket is closed under whatever it does, so a receiver that sends an
 * octet a second gets no more time than one that sends nothing. Thread-safe.
 */
public final class PushConnection implements AutoCloseable {

  /** Asks for the addresses of a name. */
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static final int MOST_ADDRESSES = 3;
  private static final int LOOKUPS = 8;

  private final PushLimits limits;
  private final SSLContext tls;
  private final Resolver resolver;
  private final ExecutorService lookups =
      Executors.newFixedThreadPool(
          LOOKUPS, Thread.ofPlatform().daemon().name("push-lookup-", 0).factory());
  private final ScheduledThreadPoolExecutor deadlines =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("push-deadline").factory());

  public PushConnection(PushLimits limits, SSLContext tls, Resolver resolver) {
    this.limits = limits;
    this.tls = tls;
    this.resolver = resolver;
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /**
   * Sends a SET and returns the answer, whatever its status.
   *
   * @throws PushFailed when no answer came
   */
  public PushReply post(PushAddress to, String contentType, byte[] body) throws PushFailed {
    long deadline = System.nanoTime() + limits.total().toNanos();
    List<InetAddress> addresses = check(resolve(to.host(), deadline));
    PushFailed last = new PushFailed("the name has no address");
    for (InetAddress address : addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES))) {
      Socket socket = new Socket(Proxy.NO_PROXY);
      AtomicBoolean late = new AtomicBoolean();
      ScheduledFuture<?> end =
          deadlines.schedule(
              () -> {
                late.set(true);
                close(socket);
              },
              Math.max(0, deadline - System.nanoTime()),
              TimeUnit.NANOSECONDS);
      boolean connected = false;
      try (socket) {
        socket.connect(new InetSocketAddress(address, to.port()), millis(limits.connect()));
        connected = true;
        socket.setSoTimeout(millis(limits.read()));
        socket.setTcpNoDelay(true);
        return exchange(to.tls() ? secure(socket, to) : socket, to, contentType, body);
      } catch (IOException e) {
        last = failure(e, late.get(), connected);
        if (connected || late.get()) {
          // What was sent may have arrived: another address would be another attempt.
          throw last;
        }
      } finally {
        end.cancel(false);
      }
    }
    throw last;
  }

  private InetAddress[] resolve(String host, long deadline) throws PushFailed {
    Future<InetAddress[]> answer = lookups.submit(() -> resolver.resolve(bare(host)));
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new PushFailed("the name cannot be resolved", e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new PushFailed("the name was not resolved in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PushFailed("stopped", e);
    }
  }

  private List<InetAddress> check(InetAddress[] addresses) throws PushFailed {
    for (InetAddress address : addresses) {
      if (limits.loopback() && address.isLoopbackAddress()) {
        continue;
      }
      String refused = AddressRule.refusal(address).orElse(null);
      if (refused != null) {
        throw new PushFailed("the name leads to an address that is refused: " + refused);
      }
    }
    return List.of(addresses);
  }

  private SSLSocket secure(Socket socket, PushAddress to) throws IOException {
    SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, bare(to.host()), to.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!to.host().startsWith("[") && to.host().contains(".") && !to.host().equals("127.0.0.1")) {
      parameters.setServerNames(List.of(new SNIHostName(to.host())));
    }
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private PushReply exchange(Socket socket, PushAddress to, String contentType, byte[] body)
      throws IOException, PushFailed {
    String head =
        "POST "
            + to.target()
            + " HTTP/1.1\r\nHost: "
            + to.authority()
            + "\r\nContent-Type: "
            + contentType
            + "\r\nAccept: application/json\r\nUser-Agent: zhengyan\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    return new ReplyReader(new BufferedInputStream(socket.getInputStream(), 2_048), limits.answer()).read();
  }

  private static PushFailed failure(IOException e, boolean late, boolean connected) {
    if (late) {
      return new PushFailed("the receiver did not answer in time", e);
    }
    if (e instanceof SocketTimeoutException) {
      return new PushFailed(connected ? "the receiver is silent" : "no connection in time", e);
    }
    if (e instanceof SSLException) {
      return new PushFailed("TLS failed: no handshake, or a certificate that is not for this name", e);
    }
    return new PushFailed(connected ? "the connection broke" : "no connection", e);
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(Math.max(1, duration.toMillis()));
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  @Override
  public void close() {
    lookups.shutdownNow();
    deadlines.shutdownNow();
  }
}
