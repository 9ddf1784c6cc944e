package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;

/** The paths of OCSP, CRLs and issuer certificates, which plain servlets answer to anybody. */
final class PkiPaths {
  private PkiPaths() {}

  static boolean matches(HttpServletRequest request) {
    String uri = request.getRequestURI();
    return uri.startsWith("/ocsp/")
        || uri.equals("/ocsp")
        || uri.startsWith("/crl/")
        || uri.startsWith("/ca/");
  }
}
