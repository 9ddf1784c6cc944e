package org.zhengyan.timestamp;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the time-stamping authority, prefix {@code zhengyan.timestamp}.
 *
 * @param policy the one policy under which tokens are given (RFC 3161 section 2.4.2); the default is an
 *     identifier of nobody else's (ITU-T X.667), to be replaced by the installation's own
 */
@ConfigurationProperties("zhengyan.timestamp")
public record TimeStampProperties(
    @DefaultValue("2.25.118167820921056896164870262117367112750") String policy) {}
