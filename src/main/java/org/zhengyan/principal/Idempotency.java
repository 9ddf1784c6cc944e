package org.zhengyan.principal;

import java.net.URI;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs an act once per client and {@code Idempotency-Key}, for 24 hours.
 *
 * <p>The act runs in a transaction, and its answer is stored in that transaction, so that a repeated
 * request gets the first answer and does nothing. Two at once: the second waits for the first, on any
 * node, for at most five seconds (then 503). A refusal rolls back and stores nothing. Without a key the
 * act simply runs in a transaction.
 *
 * <p>Kept of an answer: status, Content-Type, Location, ETag and the bytes of the body. Nothing else of
 * it is repeated.
 */
@Component
public class Idempotency {
  private static final String FIND =
      "select request_digest, status, content_type, location, etag, body"
          + " from find_idempotent_answer(?, ?, ?)";
  // A row of four days ago may still stand where the clearing was late.
  private static final String STORE =
      "insert into idempotent_answer (slot, client_id, idempotency_key, request_digest, status,"
          + " content_type, location, etag, body)"
          + " values (day_slot(clock_timestamp()), ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (slot, client_id, idempotency_key) do update set"
          + " request_digest = excluded.request_digest, status = excluded.status,"
          + " content_type = excluded.content_type, location = excluded.location,"
          + " etag = excluded.etag, body = excluded.body, answered_at = clock_timestamp()";

  /** Said of each, because a null without a type makes the driver give up what it had prepared. */
  private static final int[] STORED = {
    Types.VARCHAR, Types.VARCHAR, Types.BINARY, Types.INTEGER, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.BINARY
  };

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final JsonMapper json;

  public Idempotency(JdbcTemplate jdbc, TransactionTemplate transaction, JsonMapper json) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.json = json;
  }

  /**
   * @param act answers with 2xx or throws; its body is a record for JSON, bytes, a string or null
   * @throws Refusal {@code idempotency-key-reused} when the key came with another request
   */
  public ResponseEntity<?> once(IdempotentRequest request, Supplier<ResponseEntity<?>> act) {
    ResponseEntity<?> answer =
        transaction.execute(
            status -> {
              String key = request.key();
              return key == null ? act.get() : once(request, key, act);
            });
    if (answer == null) {
      throw new IllegalStateException("the act gave no answer");
    }
    return answer;
  }

  /**
   * The same for an act that is atomic by itself: without a key it runs outside a transaction, so that
   * it holds a connection only while it speaks to the database.
   */
  public ResponseEntity<?> onceAtomic(IdempotentRequest request, Supplier<ResponseEntity<?>> act) {
    return request.key() == null ? act.get() : once(request, act);
  }

  private ResponseEntity<?> once(
      IdempotentRequest request, String key, Supplier<ResponseEntity<?>> act) {
    long lock = OnceKey.of("idempotency", request.clientId(), key).lock();
    List<Stored> found = jdbc.query(FIND, (row, n) -> stored(row), lock, request.clientId(), key);
    if (!found.isEmpty()) {
      Stored first = found.getFirst();
      if (!MessageDigest.isEqual(first.requestDigest(), request.digest())) {
        throw Refusal.of(
            Problem.IDEMPOTENCY_KEY_REUSED,
            "This Idempotency-Key was used with another request; take a new one");
      }
      return first.answer();
    }
    Stored answer = stored(request.digest(), act.get());
    jdbc.update(
        STORE,
        new @Nullable Object[] {
          request.clientId(),
          key,
          answer.requestDigest(),
          answer.status(),
          answer.contentType(),
          answer.location(),
          answer.etag(),
          answer.body()
        },
        STORED);
    return answer.answer();
  }

  private Stored stored(byte[] digest, ResponseEntity<?> answer) {
    if (!answer.getStatusCode().is2xxSuccessful()) {
      throw new IllegalStateException("an act answers with success or throws a refusal");
    }
    HttpHeaders headers = answer.getHeaders();
    Object body = answer.getBody();
    MediaType type = headers.getContentType();
    byte[] bytes =
        switch (body) {
          case null -> null;
          case byte[] raw -> raw;
          case String text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          default -> json.writeValueAsBytes(body);
        };
    String contentType =
        bytes == null ? null : (type == null ? MediaType.APPLICATION_JSON : type).toString();
    URI location = headers.getLocation();
    return new Stored(
        digest,
        answer.getStatusCode().value(),
        contentType,
        location == null ? null : location.toString(),
        headers.getETag(),
        bytes);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        row.getBytes("request_digest"),
        row.getInt("status"),
        row.getString("content_type"),
        row.getString("location"),
        row.getString("etag"),
        row.getBytes("body"));
  }

  private record Stored(
      byte[] requestDigest,
      int status,
      @Nullable String contentType,
      @Nullable String location,
      @Nullable String etag,
      byte @Nullable [] body) {

    ResponseEntity<?> answer() {
      ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
      if (contentType != null) {
        answer.contentType(MediaType.parseMediaType(contentType));
      }
      if (location != null) {
        answer.location(URI.create(location));
      }
      if (etag != null) {
        answer.eTag(etag);
      }
      return body == null ? answer.build() : answer.body(body);
    }
  }
}
