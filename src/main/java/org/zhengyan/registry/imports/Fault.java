package org.zhengyan.registry.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param line of the file, from 1
 * @param column as the file's first row names it; null when the fault is of the whole line
 * @param code in kebab case, stable
 * @param detail what is wrong and what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(int line, @Nullable String column, String code, String detail) {}
