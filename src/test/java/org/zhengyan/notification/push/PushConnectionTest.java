package org.zhengyan.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ServerSocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.notification.push.PushConnection.Resolver;

/** Receivers that attack, and names that lead where they should not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Isolated("it sets a proxy for the whole JVM")
class PushConnectionTest {
  private static final String NAME = "events.example.com";
  private static final String ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
  private static final byte[] TOKEN = "a.b.c".getBytes(StandardCharsets.US_ASCII);
  private static final PushLimits LIMITS =
      new PushLimits(
          Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(3), 8_192, true);

  private static PushReply post(PushConnection connection, boolean tls, int port) throws PushFailed {
    return connection.post(
        new PushAddress(tls, NAME, port, "/set?x=1"), "application/secevent+jwt", TOKEN);
  }

  private static PushReply plain(int port) throws Exception {
    try (PushConnection connection = new PushConnection(LIMITS, SSLContext.getDefault(), to("127.0.0.1"))) {
      return post(connection, false, port);
    }
  }

  private static Resolver to(String... addresses) {
    return host -> {
      InetAddress[] all = new InetAddress[addresses.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = InetAddress.getByName(addresses[i]);
      }
      return all;
    };
  }

  @Test
  void sendsOneRequestAsRfc8935Asks() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>();
    try (RawServer server =
        RawServer.start(
            socket -> {
              seen.set(RawServer.request(socket));
              RawServer.say(socket, ACCEPTED);
            })) {
      assertThat(plain(server.port()).status()).isEqualTo(202);
      assertThat(seen.get())
          .startsWith("POST /set?x=1 HTTP/1.1\r\nHost: " + NAME + ":" + server.port() + "\r\n")
          .contains("\r\nContent-Type: application/secevent+jwt\r\n", "\r\nAccept: application/json\r\n")
          .doesNotContainIgnoringCase("cookie")
          .doesNotContainIgnoringCase("authorization")
          .endsWith("\r\n\r\na.b.c");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1", "100.64.0.9", "169.254.169.254", "fd00::1", "64:ff9b::10.0.0.1", "0.0.0.0"})
  void refusesANameThatLeadsInside(String address) throws Exception {
    try (RawServer server = RawServer.start(socket -> RawServer.say(socket, ACCEPTED));
        PushConnection connection = new PushConnection(LIMITS, SSLContext.getDefault(), to(address))) {
      assertThatThrownBy(() -> post(connection, false, server.port()))
          .isInstanceOf(PushFailed.class)
          .hasMessageContaining("refused")
          .hasMessageNotContaining(address);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void refusesLoopbackOutsideDevelopment() throws Exception {
    PushLimits limits =
        new PushLimits(LIMITS.connect(), LIMITS.read(), LIMITS.total(), LIMITS.answer(), false);
    try (RawServer server = RawServer.start(socket -> RawServer.say(socket, ACCEPTED));
        PushConnection connection = new PushConnection(limits, SSLContext.getDefault(), to("127.0.0.1"))) {
      assertThatThrownBy(() -> post(connection, false, server.port())).hasMessageContaining("loopback");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void refusesANameWithOneAddressInside() throws Exception {
    try (RawServer server = RawServer.start(socket -> RawServer.say(socket, ACCEPTED));
        PushConnection connection =
            new PushConnection(LIMITS, SSLContext.getDefault(), to("127.0.0.1", "10.0.0.1"))) {
      assertThatThrownBy(() -> post(connection, false, server.port())).hasMessageContaining("private");
      assertThat(server.connections()).isZero();
    }
  }

  /** The attack of rebinding: a good answer for the check, another one for the connection. */
  @Test
  void connectsToTheAddressThatWasChecked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "127.0.0.2", "127.0.0.2"));
    Resolver rebinding =
        host -> {
          asked.incrementAndGet();
          return new InetAddress[] {InetAddress.getByName(String.valueOf(answers.poll()))};
        };
    try (RawServer checked = RawServer.start(socket -> hear(socket));
        RawServer other =
            RawServer.start(
                "127.0.0.2", checked.port(), ServerSocketFactory.getDefault(), socket -> hear(socket));
        PushConnection connection = new PushConnection(LIMITS, SSLContext.getDefault(), rebinding)) {
      assertThat(post(connection, false, checked.port()).status()).isEqualTo(202);
      assertThat(asked).hasValue(1);
      assertThat(checked.connections()).isEqualTo(1);
      assertThat(other.connections()).isZero();
    }
  }

  private static void hear(Socket socket) throws Exception {
    RawServer.request(socket);
    RawServer.say(socket, ACCEPTED);
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (RawServer inside = RawServer.start(socket -> RawServer.say(socket, ACCEPTED));
        RawServer server =
            RawServer.start(
                socket -> {
                  RawServer.request(socket);
                  RawServer.say(
                      socket,
                      "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:"
                          + inside.port()
                          + "/\r\nContent-Length: 0\r\n\r\n");
                })) {
      assertThat(plain(server.port()).status()).isEqualTo(307);
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  void takesNoProxyFromTheEnvironment() throws Exception {
    try (RawServer proxy = RawServer.start(socket -> {});
        RawServer server = RawServer.start(PushConnectionTest::hear)) {
      System.setProperty("socksProxyHost", "127.0.0.1");
      System.setProperty("socksProxyPort", Integer.toString(proxy.port()));
      System.setProperty("socksNonProxyHosts", "");
      try {
        assertThat(plain(server.port()).status()).isEqualTo(202);
        assertThat(proxy.connections()).isZero();
      } finally {
        List.of("socksProxyHost", "socksProxyPort", "socksNonProxyHosts").forEach(System::clearProperty);
      }
    }
  }

  @Test
  void givesUpOnAReceiverThatIsSilent() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (RawServer server = RawServer.start(socket -> end.await())) {
      assertThatThrownBy(() -> plain(server.port())).hasMessageContaining("silent");
    } finally {
      end.countDown();
    }
  }

  /** An octet now and then keeps every read alive; only the deadline of the whole ends it. */
  @Test
  void givesUpOnAReceiverThatAnswersAnOctetAtATime() throws Exception {
    try (RawServer server = RawServer.start(socket -> trickle(socket, "HTTP/1.1 202 Accepted\r\nX: "))) {
      assertThatThrownBy(() -> plain(server.port())).hasMessageContaining("in time");
    }
  }

  @Test
  void givesUpOnATlsHandshakeThatTrickles() throws Exception {
    try (RawServer server = RawServer.start(socket -> trickle(socket, "\u0016\u0003\u0003\u0010\u0000"));
        PushConnection connection =
            new PushConnection(LIMITS, TestTls.forName(NAME).client(), to("127.0.0.1"))) {
      assertThatThrownBy(() -> post(connection, true, server.port())).isInstanceOf(PushFailed.class);
    }
  }

  private static void trickle(Socket socket, String start) throws Exception {
    RawServer.say(socket, start);
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(100, TimeUnit.MILLISECONDS)) {
      RawServer.say(socket, "x");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 202 Accepted\r\nX: ",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 900000000\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"
      })
  void readsNoMoreThanItsLimit(String start) throws Exception {
    try (RawServer server =
        RawServer.start(
            socket -> {
              RawServer.request(socket);
              RawServer.say(socket, start);
              for (int i = 0; i < 1_000; i++) {
                RawServer.say(socket, "x".repeat(1_000));
              }
            })) {
      assertThatThrownBy(() -> plain(server.port())).hasMessageContaining("larger");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/2 202\r\n\r\n",
        "HTTP/1.1 99 Odd\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 202 Accepted\r\nX: cut"
      })
  void refusesWhatIsNoAnswer(String answer) throws Exception {
    try (RawServer server =
        RawServer.start(
            socket -> {
              RawServer.request(socket);
              RawServer.say(socket, answer);
            })) {
      assertThatThrownBy(() -> plain(server.port())).isInstanceOf(PushFailed.class);
    }
  }

  @Test
  void endsAReceiverThatSendsInterimAnswersWithoutEnd() throws Exception {
    try (RawServer server =
        RawServer.start(
            socket -> {
              RawServer.request(socket);
              RawServer.say(socket, "HTTP/1.1 102 Processing\r\n\r\n".repeat(50));
            })) {
      assertThatThrownBy(() -> plain(server.port())).hasMessageContaining("interim");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 11\r\n\r\n{\"err\":\"x\"}",
        "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"err\r\n6\r\n\":\"x\"}\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\n\r\n{\"err\":\"x\"}"
      })
  void readsTheErrorOfA400(String answer) throws Exception {
    try (RawServer server =
        RawServer.start(
            socket -> {
              RawServer.request(socket);
              RawServer.say(socket, answer);
            })) {
      PushReply reply = plain(server.port());
      assertThat(reply.status()).isEqualTo(400);
      assertThat(new String(reply.body(), StandardCharsets.US_ASCII)).isEqualTo("{\"err\":\"x\"}");
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> plain(port)).hasMessage("no connection");
  }

  @Test
  void triesTheNextAddressWhenOneDoesNotListen() throws Exception {
    try (RawServer server = RawServer.start(PushConnectionTest::hear);
        PushConnection connection =
            new PushConnection(LIMITS, SSLContext.getDefault(), to("127.0.0.3", "127.0.0.1"))) {
      assertThat(post(connection, false, server.port()).status()).isEqualTo(202);
    }
  }

  @Test
  void saysThatANameCannotBeResolved() throws Exception {
    Resolver none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (PushConnection connection = new PushConnection(LIMITS, SSLContext.getDefault(), none)) {
      assertThatThrownBy(() -> post(connection, false, 9)).hasMessageContaining("resolved");
    }
  }

  @Test
  void waitsForNoResolver() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Resolver slow =
        host -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[0];
        };
    try (PushConnection connection = new PushConnection(LIMITS, SSLContext.getDefault(), slow)) {
      assertThatThrownBy(() -> post(connection, false, 9)).hasMessageContaining("resolved in time");
    }
  }

  @Test
  void speaksTlsToTheNameAtTheCheckedAddress() throws Exception {
    TestTls tls = TestTls.forName(NAME);
    AtomicReference<String> asked = new AtomicReference<>();
    try (RawServer server =
            RawServer.start(
                "127.0.0.1",
                0,
                tls.server().getServerSocketFactory(),
                socket -> {
                  hear(socket);
                  ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
                  asked.set(((SNIHostName) session.getRequestedServerNames().getFirst()).getAsciiName());
                });
        PushConnection connection = new PushConnection(LIMITS, tls.client(), to("127.0.0.1"))) {
      assertThat(post(connection, true, server.port()).status()).isEqualTo(202);
      org.awaitility.Awaitility.await().until(() -> NAME.equals(asked.get()));
    }
  }

  @Test
  void refusesACertificateForAnotherName() throws Exception {
    TestTls tls = TestTls.forName("other.example.com");
    try (RawServer server =
            RawServer.start("127.0.0.1", 0, tls.server().getServerSocketFactory(), PushConnectionTest::hear);
        PushConnection connection = new PushConnection(LIMITS, tls.client(), to("127.0.0.1"))) {
      assertThatThrownBy(() -> post(connection, true, server.port())).hasMessageContaining("TLS failed");
    }
  }

  @Test
  void refusesACertificateOfAStrangersCa() throws Exception {
    TestTls tls = TestTls.forName(NAME);
    try (RawServer server =
            RawServer.start("127.0.0.1", 0, tls.server().getServerSocketFactory(), PushConnectionTest::hear);
        PushConnection connection =
            new PushConnection(LIMITS, TestTls.forName(NAME).client(), to("127.0.0.1"))) {
      assertThatThrownBy(() -> post(connection, true, server.port())).hasMessageContaining("TLS failed");
    }
  }

  @Test
  void speaksNothingOlderThanTls12() throws Exception {
    TestTls tls = TestTls.forName(NAME);
    ServerSocketFactory old = tls.server().getServerSocketFactory();
    try (SSLServerSocket server =
            (SSLServerSocket) old.createServerSocket(0, 4, InetAddress.getByName("127.0.0.1"));
        PushConnection connection = new PushConnection(LIMITS, tls.client(), to("127.0.0.1"))) {
      server.setEnabledProtocols(new String[] {"TLSv1.1", "TLSv1"});
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = server.accept()) {
                  hear(socket);
                } catch (Exception e) {
                  // No protocol in common.
                }
              });
      assertThatThrownBy(() -> post(connection, true, server.getLocalPort()))
          .isInstanceOf(PushFailed.class);
    }
  }
}
