package org.zhengyan.binding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was opened in a body's name, newest first.
 *
 * @param next for the next challenge, when there is more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverviewResponse(String uscc, List<BindingResponse> bindings, @Nullable String next) {}
