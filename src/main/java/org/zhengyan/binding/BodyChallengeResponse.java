package org.zhengyan.binding;

import java.time.Instant;
import org.zhengyan.status.holder.HolderChallenges;

/** @param challenge base64url of the text to sign, without the certificate line */
record BodyChallengeResponse(String id, String challenge, Instant expiresAt) {
  static BodyChallengeResponse of(HolderChallenges.Issued issued) {
    return new BodyChallengeResponse(issued.id().toString(), issued.text().base64url(), issued.expiresAt());
  }
}
