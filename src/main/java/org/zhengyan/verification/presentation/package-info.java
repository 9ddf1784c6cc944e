/**
 * How a verification reaches its holder, and what comes back.
 *
 * <p>A holder's browser takes a session with the link's secret or a QR code ({@code Takings}), types the
 * short code where the devices differ, and answers or refuses ({@code HolderAnswers}). On the same device
 * a yes is held until the platform brings the code that its own browser carried home ({@code
 * Completions}). The platform sees it move over server-sent events ({@code Followers}), by polling, or by
 * what {@code notification} sends.
 *
 * <p>Nothing is changed by GET. The database is the truth on every node; {@code NOTIFY} only wakes.
 * draft-ietf-oauth-cross-device-security (what is defended and what remains: src/docs/threats.md),
 * ISO/IEC 18004 (QR codes), the WHATWG HTML standard (server-sent events).
 */
@NullMarked
package org.zhengyan.verification.presentation;

import org.jspecify.annotations.NullMarked;
