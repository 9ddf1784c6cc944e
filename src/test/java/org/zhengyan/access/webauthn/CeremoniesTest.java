package org.zhengyan.access.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zhengyan.access.webauthn.Ceremonies.Checked;
import org.zhengyan.access.webauthn.Ceremonies.Credential;
import org.zhengyan.access.webauthn.Ceremonies.Registered;
import org.zhengyan.access.webauthn.TestAuthenticator.Algorithm;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.keys.ServiceProperties;

/** What authenticators answer, and each refusal by one thing that is wrong. */
class CeremoniesTest {
  private static final String ORIGIN = "https://zhengyan.example";
  private static final byte[] CHALLENGE = challenge(1);

  /** What can be wrong with either answer, by the name that the check gives to it. */
  private static final Map<String, Consumer<TestAuthenticator>> WRONG =
      Map.of(
          "BadOrigin", key -> key.origin = "https://zhengyan.example.org",
          "BadRpId", key -> key.rpId = "example",
          "InconsistentClientDataType", key -> key.type = "payment.get",
          "BadTopOrigin", key -> key.crossOrigin = "true",
          "UserNotPresent", key -> key.flags = TestAuthenticator.VERIFIED,
          "UserNotVerified", key -> key.flags = TestAuthenticator.PRESENT);

  private final Ceremonies ceremonies = ceremonies(ORIGIN);

  private static Ceremonies ceremonies(String publicUrl) {
    return new Ceremonies(party(publicUrl));
  }

  private static RelyingParty party(String publicUrl) {
    return new RelyingParty(
        new ServiceProperties(URI.create(publicUrl), null, Path.of("."), ServiceEnvironment.PRODUCTION));
  }

  private static byte[] challenge(int fill) {
    byte[] challenge = new byte[32];
    Arrays.fill(challenge, (byte) fill);
    return challenge;
  }

  private static TestAuthenticator key() {
    return new TestAuthenticator(ORIGIN, "zhengyan.example");
  }

  private Registered register(TestAuthenticator key) {
    return ceremonies.check(ceremonies.readRegistration(key.register(CHALLENGE)).orElseThrow(), CHALLENGE);
  }

  private Credential registered(TestAuthenticator key) {
    return ((Registered.Accepted) register(key)).credential();
  }

  private Checked sign(TestAuthenticator key, Credential credential) {
    return ceremonies.check(
        ceremonies.readAssertion(key.sign(CHALLENGE)).orElseThrow(), credential, CHALLENGE);
  }

  @ParameterizedTest
  @EnumSource(names = "ES384", mode = EnumSource.Mode.EXCLUDE)
  void acceptsAKeyAndItsSignature(Algorithm algorithm) {
    TestAuthenticator key = new TestAuthenticator(algorithm, ORIGIN, "zhengyan.example");
    key.count = 7;
    Credential credential = registered(key);
    assertThat(credential.id()).isEqualTo(key.id);
    assertThat(credential.signCount()).isEqualTo(7);
    assertThat(credential.synced()).isFalse();
    key.count = 8;
    assertThat(sign(key, credential)).isEqualTo(new Checked.Right(8));
  }

  @Test
  void acceptsAKeyThatDoesNotCount() {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    assertThat(sign(key, credential)).isEqualTo(new Checked.Right(0));
  }

  @Test
  void tellsAKeyThatMayBeCopied() {
    TestAuthenticator key = key();
    key.flags |= TestAuthenticator.SYNCED;
    assertThat(registered(key).synced()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BadOrigin", "BadRpId", "InconsistentClientDataType", "BadTopOrigin", "UserNotPresent", "UserNotVerified"
      })
  void refusesEachWrongThing(String why) {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    WRONG.get(why).accept(key);
    assertThat(register(key)).isEqualTo(new Registered.Refused(why));
    assertThat(sign(key, credential)).isEqualTo(new Checked.Wrong(why));
  }

  @Test
  void refusesTheAnswerToAnotherChallenge() {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    byte[] another = challenge(2);
    assertThat(ceremonies.check(ceremonies.readRegistration(key.register(another)).orElseThrow(), CHALLENGE))
        .isEqualTo(new Registered.Refused("BadChallenge"));
    assertThat(
            ceremonies.check(
                ceremonies.readAssertion(key.sign(another)).orElseThrow(), credential, CHALLENGE))
        .isEqualTo(new Checked.Wrong("BadChallenge"));
  }

  @Test
  void refusesAnAlgorithmThatWasNotOffered() {
    TestAuthenticator key = new TestAuthenticator(Algorithm.ES384, ORIGIN, "zhengyan.example");
    assertThat(register(key)).isEqualTo(new Registered.Refused("NotAllowedAlgorithm"));
  }

  @Test
  void refusesASignatureOfAnotherKey() {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    key.forges = true;
    assertThat(sign(key, credential)).isEqualTo(new Checked.Wrong("BadSignature"));
  }

  @Test
  void refusesTheIdOfAnotherCredential() {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    key.id = new byte[20];
    assertThat(sign(key, credential)).isEqualTo(new Checked.Wrong("NotAllowedCredentialId"));
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 0})
  void tellsAKeyThatDoesNotCountOn(long count) {
    TestAuthenticator key = key();
    key.count = 7;
    Credential credential = registered(key);
    key.count = count;
    assertThat(sign(key, credential)).isEqualTo(new Checked.CountedBack());
  }

  @Test
  void refusesAKeyThatIsNowAnotherKind() {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    key.flags |= TestAuthenticator.SYNCED;
    assertThat(sign(key, credential)).isInstanceOf(Checked.Wrong.class);
  }

  /** Whatever a stranger sends is read, or is nothing; it never fails otherwise. */
  @Test
  void readsNothingOutOfAnythingElse() {
    TestAuthenticator key = key();
    Credential credential = registered(key);
    for (String json : new String[] {"", "null", "{}", "[]", "{\"response\":null}", "x".repeat(9_000)}) {
      assertThat(ceremonies.readRegistration(json)).isEmpty();
      assertThat(ceremonies.readAssertion(json)).isEmpty();
    }
    String registration = key.register(CHALLENGE);
    String assertion = key.sign(CHALLENGE);
    for (int i = 0; i < assertion.length(); i += 3) {
      String cut = assertion.substring(0, i) + assertion.substring(i + 1);
      ceremonies
          .readAssertion(cut)
          .map(read -> ceremonies.check(read, credential, CHALLENGE))
          .ifPresent(checked -> assertThat(checked).isInstanceOfAny(Checked.Wrong.class, Checked.Right.class));
    }
    for (int i = 0; i < registration.length(); i += 3) {
      String cut = registration.substring(0, i) + registration.substring(i + 1);
      ceremonies.readRegistration(cut).ifPresent(read -> ceremonies.check(read, CHALLENGE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://zhengyan.example, true",
    "https://zhengyan.example:8443/path, true",
    "http://localhost:8080, true",
    "http://zhengyan.example, false",
    "https://192.0.2.1, false",
    "https://[2001:db8::1]:8443, false"
  })
  void isPossibleWhereBrowsersUseKeys(String publicUrl, boolean possible) {
    assertThat(party(publicUrl).possible()).isEqualTo(possible);
  }
}
