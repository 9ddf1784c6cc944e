package org.zhengyan.binding.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a job asks for; exactly one member is set. What is no serial number or id comes as an
 * empty text: nothing that somebody made up is kept.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusItem(@Nullable String certificate, @Nullable String binding) {}
