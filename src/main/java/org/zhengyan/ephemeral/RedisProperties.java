package org.zhengyan.ephemeral;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is, prefix {@code zhengyan}.
 *
 * @param redisUrl {@code redis://}, {@code rediss://} (TLS) or {@code redis-sentinel://host,host#name};
 *     when unset the embedded one is started and set here
 * @param redisTimeout for one command; a server that answers nothing for so long is taken for gone
 */
@ConfigurationProperties("zhengyan")
record RedisProperties(
    @Nullable String redisUrl, @DefaultValue("1s") Duration redisTimeout) {}
