package org.zhengyan.access.webauthn;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.NullPackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.NullSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads and checks what an authenticator answered: Level 3 section 7.1 for a new credential, section 7.2 for a
 * signature. Presence and verification of the user are required always (src/docs/adr/245). Attestation is
 * asked for of no kind, and what comes of it is not believed.
 *
 * <p>That a challenge is ours and used once, and whose credential it is, is for the caller.
 */
@Component
public class Ceremonies {
  /** An answer has some 700 characters, with RSA twice as many. */
  private static final int LONGEST = 8_000;

  private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
      List.of(
          COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256);

  private final RelyingParty party;

  Ceremonies(RelyingParty party) {
    this.party = party;
  }

  /** Made with the first answer: the library takes its time, and a server starts often without a key. */
  private static final class Library {
    static final ObjectConverter CONVERTER = new ObjectConverter();
    static final AttestedCredentialDataConverter CREDENTIALS =
        new AttestedCredentialDataConverter(CONVERTER);
    static final WebAuthnManager MANAGER =
        new WebAuthnManager(
            List.of(
                new NoneAttestationStatementVerifier(), new NullPackedAttestationStatementVerifier()),
            new NullCertPathTrustworthinessVerifier(),
            new NullSelfAttestationTrustworthinessVerifier(),
            CONVERTER);
  }

  /**
   * A credential as it is kept.
   *
   * @param data attested credential data, section 6.5.1
   * @param synced whether it may be copied to other devices, section 6.1.3
   */
  public record Credential(byte[] id, byte[] data, long signCount, boolean synced) {}

  /** A new credential that is not checked yet. */
  public static final class Registration {
    private final RegistrationData data;

    private Registration(RegistrationData data) {
      this.data = data;
    }

    /** What it claims to answer. */
    public byte[] challenge() {
      return claimed(data.getCollectedClientData());
    }
  }

  /** A signature that is not checked yet. */
  public static final class Assertion {
    private final AuthenticationData data;

    private Assertion(AuthenticationData data) {
      this.data = data;
    }

    /** What it claims to answer. */
    public byte[] challenge() {
      return claimed(data.getCollectedClientData());
    }

    // The library's annotation, of another kind, is read as one of the single bytes.
    @SuppressWarnings("NullAway")
    public byte[] credentialId() {
      return Objects.requireNonNull(data.getCredentialId());
    }

    /** The account as the authenticator keeps it; empty when it did not say. */
    public Optional<byte[]> userHandle() {
      return Optional.ofNullable(data.getUserHandle());
    }
  }

  /** What became of a check. */
  public sealed interface Checked {
    /** @param signCount to be kept, if it is greater than what is kept then; zero for keys that do not count */
    record Right(long signCount) implements Checked {}

    /** Rightly signed, but the key counted less than before: there may be a second one of it. */
    record CountedBack() implements Checked {}

    /** @param why the rule that it breaks, for those who look for the reason; no person is told */
    record Wrong(String why) implements Checked {}
  }

  /** The COSE algorithms that are accepted, the one that is preferred first (RFC 9053). */
  public static List<Long> algorithms() {
    return ALGORITHMS.stream().map(COSEAlgorithmIdentifier::getValue).toList();
  }

  /** A {@code RegistrationResponseJSON} (section 5.1.8.1); empty for anything else. */
  public Optional<Registration> readRegistration(String json) {
    if (json.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Registration read = new Registration(Library.MANAGER.parseRegistrationResponseJSON(json));
      read.challenge();
      return Optional.of(read);
    } catch (RuntimeException e) {
      // Of what a stranger sent; the library has no one kind of exception for that.
      return Optional.empty();
    }
  }

  /** An {@code AuthenticationResponseJSON}; empty for anything else. */
  public Optional<Assertion> readAssertion(String json) {
    if (json.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Assertion read = new Assertion(Library.MANAGER.parseAuthenticationResponseJSON(json));
      read.challenge();
      read.credentialId();
      return Optional.of(read);
    } catch (RuntimeException e) {
      // As above, and for one that names no credential.
      return Optional.empty();
    }
  }

  /** What became of a new credential: the credential, or the rule that it breaks. */
  public sealed interface Registered {
    record Accepted(Credential credential) implements Registered {}

    record Refused(String why) implements Registered {}
  }

  /** Section 7.1. */
  public Registered check(Registration registration, byte[] challenge) {
    RegistrationParameters parameters =
        new RegistrationParameters(
            server(challenge),
            ALGORITHMS.stream()
                .map(
                    algorithm ->
                        new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                .toList(),
            true,
            true);
    try {
      RegistrationData data = Library.MANAGER.verify(registration.data, parameters);
      AuthenticatorData<?> authenticator =
          Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
      AttestedCredentialData attested =
          Objects.requireNonNull(authenticator.getAttestedCredentialData());
      return new Registered.Accepted(
          new Credential(
              attested.getCredentialId(),
              Library.CREDENTIALS.convert(attested),
              authenticator.getSignCount(),
              authenticator.isFlagBE()));
    } catch (RuntimeException e) {
      return new Registered.Refused(why(e));
    }
  }

  /** Section 7.2, against the credential that is kept under the answer's id. */
  public Checked check(Assertion assertion, Credential credential, byte[] challenge) {
    try {
      CredentialRecordImpl record =
          new CredentialRecordImpl(
              null,
              true,
              credential.synced(),
              false,
              credential.signCount(),
              Library.CREDENTIALS.convert(ByteBuffer.wrap(credential.data())),
              null,
              null,
              null,
              null);
      AuthenticationData data =
          Library.MANAGER.verify(
              assertion.data,
              new AuthenticationParameters(
                  server(challenge), record, List.of(credential.id()), true, true));
      return new Checked.Right(Objects.requireNonNull(data.getAuthenticatorData()).getSignCount());
    } catch (MaliciousCounterValueException e) {
      return new Checked.CountedBack();
    } catch (RuntimeException e) {
      return new Checked.Wrong(why(e));
    }
  }

  /** Without client data nothing was claimed, and nothing was read. */
  private static byte[] claimed(@Nullable CollectedClientData client) {
    return Objects.requireNonNull(Objects.requireNonNull(client).getChallenge()).getValue();
  }

  private ServerProperty server(byte[] challenge) {
    return ServerProperty.builder()
        .origin(new Origin(party.origin()))
        .rpId(party.id())
        .challenge(new DefaultChallenge(challenge))
        .build();
  }

  /** The library names its exceptions by the rule. */
  private static String why(RuntimeException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }
}
