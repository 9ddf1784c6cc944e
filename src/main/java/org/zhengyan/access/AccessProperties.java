package org.zhengyan.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prefix {@code zhengyan.access}.
 *
 * @param idle a session without a request for so long is over
 * @param longest a session is over after so long, whatever is done in it
 */
@ConfigurationProperties("zhengyan.access")
public record AccessProperties(
    @DefaultValue("15m") Duration idle, @DefaultValue("8h") Duration longest) {}
