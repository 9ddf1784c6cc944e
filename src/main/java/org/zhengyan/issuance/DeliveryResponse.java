package org.zhengyan.issuance;

import java.util.List;

/**
 * What goes to the holder.
 *
 * @param certificate in PEM
 * @param chain the issuing CA, then the root
 * @param revocationCode shown here and never again; a further delivery makes another one
 */
public record DeliveryResponse(
    String id, String serial, String certificate, List<String> chain, String revocationCode) {}
