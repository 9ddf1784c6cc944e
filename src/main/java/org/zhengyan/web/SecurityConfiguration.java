package org.zhengyan.web;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The security chain of everything that is not the authorization server.
 *
 * <p>It has no filters: who may call a handler stands at the handler, by scope ({@link ScopeInterceptor}) or by
 * role ({@link RoleInterceptor}, which also guards forms); both fail closed. What stays of Spring Security is the
 * firewall in front of it.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  @Order(100)
  SecurityFilterChain everythingElse() {
    return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, List.of());
  }

  @Bean
  RequestRejectedHandler rejections(ProblemRenderer renderer) {
    return (request, response, rejection) ->
        renderer.write(
            request, response, Refusal.of(Problem.MALFORMED, "The path or a header is malformed"));
  }

  /** Base64 in a path (RFC 6960 appendix A.1) has slashes and escapes that the firewall would refuse. */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall strict = new StrictHttpFirewall();
    strict.setAllowedHeaderNames(SecurityConfiguration::printable);
    strict.setAllowedHeaderValues(SecurityConfiguration::printable);
    return new PkiFirewall(strict);
  }

  /**
   * Assigned characters that are no controls: what the firewall's own expressions accept, read without the
   * expressions, which cost a twentieth of a verification.
   */
  static boolean printable(String header) {
    int c;
    for (int i = 0; i < header.length(); i += Character.charCount(c)) {
      c = header.codePointAt(i);
      boolean ascii = c >= 0x20 && c < 0x7f;
      if (!ascii && (!Character.isDefined(c) || Character.isISOControl(c))) {
        return false;
      }
    }
    return true;
  }

  /** What passes is measured once for each request, by the observation around the servlet. */
  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }
}
