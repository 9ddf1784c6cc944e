package org.zhengyan.web;

import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts this package's parts into Spring MVC. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
  private final ScopeInterceptor scopes;
  private final ActorArgumentResolver actors;
  private final IdempotentRequestArgumentResolver idempotentRequests;

  WebConfiguration(
      ScopeInterceptor scopes,
      ActorArgumentResolver actors,
      IdempotentRequestArgumentResolver idempotentRequests) {
    this.scopes = scopes;
    this.actors = actors;
    this.idempotentRequests = idempotentRequests;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(scopes);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(actors);
    resolvers.add(idempotentRequests);
  }
}
