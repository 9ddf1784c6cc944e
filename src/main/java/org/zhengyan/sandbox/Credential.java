package org.zhengyan.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.keys.PublishedKey;
import org.zhengyan.keys.Suite;

/**
 * A published credential.
 *
 * @param serial what the status of the certificate is kept under; null when it is kept nowhere
 * @param certificate DER, or what is left of it
 */
record Credential(
    SandboxCase of,
    Suite suite,
    @Nullable SerialNumber serial,
    byte[] certificate,
    PublishedKey key,
    Instant notBefore,
    Instant notAfter) {}
