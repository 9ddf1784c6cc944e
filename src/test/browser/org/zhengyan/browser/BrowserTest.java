package org.zhengyan.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.zhengyan.TestStoresInitializer;
import org.zhengyan.Zhengyan;
import org.zhengyan.access.TestSignIn;

/** The whole server under the name that its pages allow, for browsers. */
@SpringBootTest(classes = Zhengyan.class, webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT)
@ActiveProfiles("dev")
@ContextConfiguration(initializers = TestStoresInitializer.class)
abstract class BrowserTest {
  static final int PORT = freePort();
  static final String ORIGIN = "http://localhost:" + PORT;

  @Autowired private ApplicationContext consoles;

  private final List<Phone> used = new ArrayList<>();

  @DynamicPropertySource
  static void address(DynamicPropertyRegistry registry) {
    registry.add("server.port", () -> PORT);
    registry.add("zhengyan.public-url", () -> ORIGIN);
  }

  Phone phone() {
    return phone(Phone.options());
  }

  Phone phone(Browser.NewContextOptions options) {
    Phone phone = new Phone(options);
    used.add(phone);
    return phone;
  }

  /** A browser that is signed in as that account, such as {@code clerk@national}. */
  Phone signedIn(String login, Browser.NewContextOptions options) {
    Phone reader = phone(options);
    signIn(reader, login);
    return reader;
  }

  void signIn(Phone reader, String login) {
    TestSignIn signIn = TestSignIn.as(consoles, login);
    reader.context.addCookies(
        List.of(new Cookie(signIn.cookieName(), signIn.cookieValue()).setUrl(ORIGIN).setHttpOnly(true)));
  }

  /** Whatever a test did, the page's own policy blocked nothing and no script failed. */
  @AfterEach
  void nothingWasBlocked() {
    List<Phone> phones = List.copyOf(used);
    used.clear();
    phones.forEach(Phone::close);
    phones.forEach(Phone::assertQuiet);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
