package org.zhengyan.ephemeral;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Token buckets in Redis, by the script {@code take_tokens.lua}, whose header is their contract. */
final class TokenBuckets {
  private static final String SCRIPT = "redis/take_tokens.lua";

  /** Longer is no quota worth: everybody passes then. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final RedisLink link;
  private final String script;

  /**
   * @param granted as many as there were, at most as many as were wanted
   * @param due until one is there; zero when some were granted
   */
  record Taken(long granted, Duration due) {}

  TokenBuckets(RedisLink link) {
    this.link = link;
    this.script = load();
  }

  Taken take(String bucket, double perSecond, int capacity, long wanted) throws RedisUnavailable {
    String[] keys = {link.key(bucket)};
    String[] arguments = {
      Double.toString(perSecond), Integer.toString(capacity), Long.toString(wanted)
    };
    List<Long> answer = call(keys, arguments);
    return new Taken(answer.get(0), Duration.ofMillis(answer.get(1)));
  }

  private List<Long> call(String[] keys, String[] arguments) throws RedisUnavailable {
    Function<RedisAsyncCommands<String, String>, RedisFuture<List<Long>>> byDigest =
        commands ->
            commands.evalsha(commands.digest(script), ScriptOutputType.MULTI, keys, arguments);
    try {
      return link.call(PATIENCE, byDigest);
    } catch (RedisUnavailable e) {
      if (!(e.getCause() instanceof RedisNoScriptException)) {
        throw e;
      }
      return link.call(
          PATIENCE, commands -> commands.eval(script, ScriptOutputType.MULTI, keys, arguments));
    }
  }

  private static String load() {
    try (InputStream in = TokenBuckets.class.getClassLoader().getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
