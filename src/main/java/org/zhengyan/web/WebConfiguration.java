package org.zhengyan.web;

import java.util.List;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Puts this package's parts into Spring MVC. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
  private final AddressInterceptor addresses;
  private final ScopeInterceptor scopes;
  private final RoleInterceptor roles;
  private final ActorArgumentResolver actors;
  private final SignedInArgumentResolver signedIn;
  private final IdempotentRequestArgumentResolver idempotentRequests;

  WebConfiguration(
      AddressInterceptor addresses,
      ScopeInterceptor scopes,
      RoleInterceptor roles,
      ActorArgumentResolver actors,
      SignedInArgumentResolver signedIn,
      IdempotentRequestArgumentResolver idempotentRequests) {
    this.addresses = addresses;
    this.scopes = scopes;
    this.roles = roles;
    this.actors = actors;
    this.signedIn = signedIn;
    this.idempotentRequests = idempotentRequests;
  }

  @Bean
  static WebMvcRegistrations handlersByBeginning() {
    return new WebMvcRegistrations() {
      @Override
      public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new HandlersByBeginning();
      }
    };
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(addresses);
    registry.addInterceptor(scopes);
    registry.addInterceptor(roles);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(actors);
    resolvers.add(signedIn);
    resolvers.add(idempotentRequests);
  }
}
