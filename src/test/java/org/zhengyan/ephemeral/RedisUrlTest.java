package org.zhengyan.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each URL that is refused breaks one thing, and none is repeated: there is a password in it. */
@NullUnmarked
class RedisUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://:secret@store | false | false",
        "rediss://user:secret@store:6380/2 | true | false",
        "rediss://:secret@[::1]:6380 | true | false",
        "redis-cluster://:secret@one:1,two:2 | false | true",
        "rediss-cluster://one:1 | true | true"
      })
  void readsEachScheme(String url, boolean tls, boolean cluster) {
    RedisUrl read = RedisUrl.parse(url);
    assertThat(read.cluster()).isEqualTo(cluster);
    assertThat(read.servers()).allMatch(server -> server.isSsl() == tls).allMatch(RedisURI::isVerifyPeer);
  }

  @Test
  void readsSentinelsAndTheirPassword() {
    RedisUrl url = RedisUrl.parse("rediss-sentinel://:secret@one,two:2#zhengyan");
    RedisURI server = url.servers().getFirst();
    url.authenticateAtSentinels("other");
    assertThat(server.getSentinelMasterId()).isEqualTo("zhengyan");
    assertThat(server.getSentinels()).hasSize(2).allMatch(RedisURI::isSsl);
    assertThat(password(server)).isEqualTo("secret");
    assertThat(server.getSentinels()).extracting(RedisUrlTest::password).containsOnly("other");
  }

  private static String password(RedisURI uri) {
    return new String(uri.getCredentialsProvider().resolveCredentials().block().getPassword());
  }

  @Test
  void speaksToEachNodeOfAClusterAlike() {
    RedisUrl url = RedisUrl.parse("rediss-cluster://:secret@one:1,two:2");
    RedisURI third = url.at("three", 3);
    assertThat(third.getHost()).isEqualTo("three");
    assertThat(third.getPort()).isEqualTo(3);
    assertThat(third.isSsl()).isTrue();
    assertThat(third.isVerifyPeer()).isTrue();
    assertThat(password(third)).isEqualTo("secret");
    assertThat(url.servers().getFirst().getHost()).isEqualTo("one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://:secret@store | begins with redis://",
        "store:6379 | begins with redis://",
        "redis:///2 | begins with redis://",
        "redis-socket:///secret | begins with redis://",
        "redis://:secret@one,two | several hosts",
        "redis-sentinel://:secret@one,two | behind a # the primary",
        "redis-sentinel://:secret@one:x#zhengyan | behind a # the primary",
        "redis-cluster://:secret@one:1,two:2/3 | no database",
        "redis-cluster://:secret@one:1,, | names nodes of the cluster"
      })
  void refusesWhatItCannotUse(String url, String reason) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }
}
