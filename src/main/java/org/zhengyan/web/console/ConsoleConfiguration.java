package org.zhengyan.web.console;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/** Puts pages into Spring MVC. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration implements WebMvcConfigurer {
  private final Views views;

  ConsoleConfiguration(Views views) {
    this.views = views;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(views);
  }

  /** Before Spring's own, of which the one for {@code @ResponseBody} would take a page for JSON. */
  @Bean
  SmartInitializingSingleton pagesComeFirst(RequestMappingHandlerAdapter adapter, PageWriter writer) {
    return () -> {
      List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
      handlers.add(writer);
      List<HandlerMethodReturnValueHandler> present = adapter.getReturnValueHandlers();
      if (present != null) {
        handlers.addAll(present);
      }
      adapter.setReturnValueHandlers(handlers);
    };
  }
}
