package org.zhengyan.verification;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.registry.Uscc;

/**
 * An action that a body proved to want, as those above this package hear of it.
 *
 * @param clientId the operator's client that asked
 * @param digest {@code sha256:} and hex, of an app's signing certificate
 * @param certificate the serial that signed, in lower-case hex
 * @param askedAt when the verification was created
 */
public record VerifiedAction(
    UUID verification,
    String clientId,
    Uscc uscc,
    ActionType type,
    String subject,
    String identifier,
    @Nullable String digest,
    String certificate,
    Assurance assurance,
    Instant askedAt) {}
