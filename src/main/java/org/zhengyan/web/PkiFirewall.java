package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Spring Security's strict firewall for every path but those of OCSP, CRLs and issuer certificates. */
final class PkiFirewall implements HttpFirewall {
  private final StrictHttpFirewall strict;

  PkiFirewall(StrictHttpFirewall strict) {
    this.strict = strict;
  }

  @Override
  public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
    return PkiPaths.matches(request) ? new Open(request) : strict.getFirewalledRequest(request);
  }

  @Override
  public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
    return strict.getFirewalledResponse(response);
  }

  private static final class Open extends FirewalledRequest {
    Open(HttpServletRequest request) {
      super(request);
    }

    @Override
    public void reset() {
      // Nothing was changed.
    }
  }
}
