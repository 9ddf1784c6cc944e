package org.zhengyan.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of the sandbox.
 *
 * @param password of the credential files that have one
 */
record SandboxResponse(String environment, String password, List<Row> cases) {

  /**
   * @param holder {@code signs}, {@code refuses}, {@code mistypes} or {@code uploads}
   */
  record Row(String name, Claim claimed, String holder, Expected expected, List<Given> credentials) {}

  record Claim(String name, String uscc) {}

  record Expected(String result, List<String> reasons) {}

  /**
   * @param request members to send beside claim and action
   * @param pem without a password, for scripts
   * @param credential for the holder's page
   * @param document what to upload: OFD for SM2, PDF for P-256; null where the holder brings none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Given(
      String suite,
      @Nullable String serial,
      Instant notBefore,
      Instant notAfter,
      Map<String, Object> request,
      String pem,
      String credential,
      String pkcs12,
      @Nullable String document) {}
}
