package org.zhengyan.verification.consent;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.verification.Terms;
import org.zhengyan.verification.VerificationId;

/**
 * What a client pushed, and how far it has come.
 *
 * @param proofKey the thumbprint of the key that has to redeem the code; null for any
 * @param verification null until a browser opened it
 * @param codeHash null until the browser came back with an answer
 */
record AuthorizationRequest(
    UUID id,
    String clientId,
    Terms terms,
    String redirectUri,
    String state,
    String nonce,
    String codeChallenge,
    @Nullable String proofKey,
    boolean open,
    @Nullable VerificationId verification,
    byte @Nullable [] codeHash,
    @Nullable Instant codeExpiresAt,
    boolean redeemed) {}
