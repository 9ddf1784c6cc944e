package org.zhengyan.binding.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one item.
 *
 * @param position of the item in the request, from 0: certificates first, then bindings
 * @param status of a certificate {@code good | revoked | suspended | unknown}, of a binding {@code active |
 *     repudiated | ended | unknown}; {@code invalid} for what is neither
 * @param reason of a revocation or an ending, or what is wrong with the item
 * @param since when it was revoked, suspended, repudiated or ended
 * @param certificateStatus of the certificate that proved the binding last
 * @param institutionStatus of the body in the registry today
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusResult(
    int position,
    @Nullable String certificate,
    @Nullable String binding,
    String status,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable String uscc,
    @Nullable String certificateStatus,
    @Nullable String institutionStatus,
    Instant asOf) {}
