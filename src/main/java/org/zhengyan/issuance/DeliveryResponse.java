package org.zhengyan.issuance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes to the holder.
 *
 * @param certificate in PEM
 * @param chain the issuing CA, then the root
 * @param revocationCode shown here and never again; a further delivery makes another one
 * @param encryption of a dual application, with the key for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryResponse(
    String id,
    String serial,
    String certificate,
    List<String> chain,
    String revocationCode,
    ApplicationResponse.@Nullable Encryption encryption) {}
