package org.zhengyan.web.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token request whose parameters are those of its form alone, each of them once. */
final class TokenRequest extends HttpServletRequestWrapper {
  private final Map<String, String> parameters;

  TokenRequest(HttpServletRequest request, Map<String, String> parameters) {
    super(request);
    this.parameters = Map.copyOf(parameters);
  }

  @Override
  public @Nullable String getParameter(String name) {
    return parameters.get(name);
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String value = parameters.get(name);
    return value == null ? null : new String[] {value};
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> map = new LinkedHashMap<>();
    parameters.forEach((name, value) -> map.put(name, new String[] {value}));
    return map;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }
}
