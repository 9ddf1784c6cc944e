package org.zhengyan.web;

import java.util.List;
import java.util.Objects;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBodyReturnValueHandler;
import tools.jackson.databind.json.JsonMapper;

/** Puts this package's parts into Spring MVC. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
  private final AddressInterceptor addresses;
  private final ScopeInterceptor scopes;
  private final RoleInterceptor roles;
  private final ActorArgumentResolver actors;
  private final SignedInArgumentResolver signedIn;
  private final IdempotentRequestArgumentResolver idempotentRequests;
  private final JsonMapper json;

  WebConfiguration(
      AddressInterceptor addresses,
      ScopeInterceptor scopes,
      RoleInterceptor roles,
      ActorArgumentResolver actors,
      SignedInArgumentResolver signedIn,
      IdempotentRequestArgumentResolver idempotentRequests,
      JsonMapper json) {
    this.addresses = addresses;
    this.scopes = scopes;
    this.roles = roles;
    this.actors = actors;
    this.signedIn = signedIn;
    this.idempotentRequests = idempotentRequests;
    this.json = json;
  }

  @Bean
  static WebMvcRegistrations registrations() {
    return new WebMvcRegistrations() {
      @Override
      public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new HandlersByBeginning();
      }

      @Override
      public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
        return new WithoutStreams();
      }
    };
  }

  /**
   * Looks at no answer for whether Spring should stream it, which takes longer than choosing among all others: what is
   * streamed here is a connection of its own ({@code EventStream}) or writes to the response.
   */
  static final class WithoutStreams extends RequestMappingHandlerAdapter {
    @Override
    public void afterPropertiesSet() {
      super.afterPropertiesSet();
      setReturnValueHandlers(
          Objects.requireNonNull(getReturnValueHandlers()).stream()
              .filter(each -> !(each instanceof ResponseBodyEmitterReturnValueHandler))
              .filter(each -> !(each instanceof StreamingResponseBodyReturnValueHandler))
              .toList());
    }
  }

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
    builder.withJsonConverter(new WholeJson(json));
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
