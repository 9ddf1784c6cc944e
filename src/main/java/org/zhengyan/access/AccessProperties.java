package org.zhengyan.access;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prefix {@code zhengyan.access}.
 *
 * @param idle a session without a request for so long is over
 * @param longest a session is over after so long, whatever is done in it
 * @param seedKey 32 octets in base64 that seeds of authenticators are kept under, the same on all nodes
 * @param countries a file of lines {@code CIDR,COUNTRY}; without it nothing is known to be abroad
 * @param home the country whose addresses are not abroad
 */
@ConfigurationProperties("zhengyan.access")
public record AccessProperties(
    @DefaultValue("15m") Duration idle,
    @DefaultValue("8h") Duration longest,
    @Nullable String seedKey,
    @Nullable Path countries,
    @DefaultValue("CN") String home) {}
