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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Refusal;

/**
 * Requests that each holder of clients may send, counted over all nodes by token buckets in Redis.
 *
 * <p>A node takes tokens in portions of a twentieth of a second's worth and spends them within a second,
 * so most requests ask nobody. A holder that is refused is refused from memory until a token is due.
 * Without Redis everybody passes.
 */
@Component
public class Quotas {
  private static final String SCRIPT = "redis/take_tokens.lua";
  private static final long PORTION_LIVES = TimeUnit.SECONDS.toNanos(1);

  /** Longer is no quota worth: everybody passes then. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final RedisLink link;
  private final QuotaProperties properties;
  private final String script;
  private final long portion;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /** What this node has left of a portion, and until when it may be spent or nothing is to be had. */
  private static final class Account {
    final AtomicLong left = new AtomicLong();
    volatile long spendUntil = System.nanoTime();
    volatile long nothingUntil = System.nanoTime();
  }

  Quotas(RedisLink link, QuotaProperties properties) {
    this.link = link;
    this.properties = properties;
    this.script = load();
    this.portion = Math.clamp((long) (properties.perSecond() / 20), 1, properties.burst());
  }

  /**
   * Counts one request.
   *
   * @param holder a registered one, so that there are only so many
   * @throws Refusal {@code too-many-requests}
   */
  public void take(String holder) {
    Account account = accounts.computeIfAbsent(holder, name -> new Account());
    if (spend(account)) {
      return;
    }
    synchronized (account) {
      if (spend(account)) {
        return;
      }
      long now = System.nanoTime();
      long nothingFor = account.nothingUntil - now;
      if (nothingFor > 0) {
        throw refusal(Duration.ofNanos(nothingFor));
      }
      try {
        List<Long> answer = fetch(holder);
        long granted = answer.get(0);
        if (granted == 0) {
          Duration wait = Duration.ofMillis(answer.get(1));
          account.nothingUntil = now + wait.toNanos();
          throw refusal(wait);
        }
        account.left.set(granted - 1);
        account.spendUntil = now + PORTION_LIVES;
      } catch (RedisUnavailable e) {
        // Quotas protect neighbours from each other; they are no reason to answer nobody.
      }
    }
  }

  private static boolean spend(Account account) {
    return account.spendUntil - System.nanoTime() > 0 && account.left.decrementAndGet() >= 0;
  }

  private List<Long> fetch(String holder) throws RedisUnavailable {
    String[] keys = {"zhengyan:quota:" + holder};
    String[] arguments = {
      Double.toString(properties.perSecond()),
      Integer.toString(properties.burst()),
      Long.toString(portion)
    };
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

  private static Refusal refusal(Duration wait) {
    return Refusal.tooManyRequests("The quota is used up; the Retry-After header says when to go on", wait);
  }

  private static String load() {
    try (InputStream in = Quotas.class.getClassLoader().getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
