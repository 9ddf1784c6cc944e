package org.zhengyan.web.console;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.zhengyan.access.RequiresRole;
import org.zhengyan.access.Role;
import org.zhengyan.access.SignedIn;

/** Which roles a section's first page asks for, read from its handler: nobody is led to a page that is closed. */
@Component
class SectionRoles {
  private final ObjectProvider<RequestMappingHandlerMapping> mappings;
  private volatile @Nullable Map<String, Set<Role>> byPath;

  SectionRoles(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    this.mappings = mappings;
  }

  boolean open(String path, @Nullable SignedIn reader) {
    Set<Role> roles = byPath().get(path);
    return roles == null || reader != null && reader.hasAny(roles.toArray(Role[]::new));
  }

  /** The handlers do not change while the service runs. */
  private Map<String, Set<Role>> byPath() {
    Map<String, Set<Role>> read = byPath;
    if (read == null) {
      read = new HashMap<>();
      for (RequestMappingHandlerMapping mapping : mappings) {
        for (var entry : mapping.getHandlerMethods().entrySet()) {
          RequiresRole required = entry.getValue().getMethodAnnotation(RequiresRole.class);
          if (required != null && entry.getKey().getMethodsCondition().getMethods().contains(RequestMethod.GET)) {
            for (String path : entry.getKey().getPatternValues()) {
              read.put(path, Set.of(required.value()));
            }
          }
        }
      }
      byPath = Map.copyOf(read);
    }
    return read;
  }
}
