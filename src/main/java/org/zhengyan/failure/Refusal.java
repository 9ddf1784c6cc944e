package org.zhengyan.failure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that ends with one {@link Problem}; thrown anywhere, rendered once, in {@code web}.
 *
 * <p>The detail is written for the caller's engineer: what was wrong and what to change. It never
 * carries internals, keys, tokens or stored values. It holds no stack trace, since bad input is
 * ordinary and must stay cheap; a failure of ours keeps its cause, which is logged and not sent.
 */
public final class Refusal extends RuntimeException {

  /** One complaint about one member: a JSON pointer (RFC 6901), a code in kebab case, a sentence. */
  public record MemberError(String pointer, String code, String detail) {}

  private final Problem problem;
  private final List<MemberError> errors;
  private final @Nullable Object resource;
  private final @Nullable Duration retryAfter;

  private Refusal(
      Problem problem,
      String detail,
      List<MemberError> errors,
      @Nullable Object resource,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(detail, cause, false, cause != null);
    this.problem = problem;
    this.errors = List.copyOf(errors);
    this.resource = resource;
    this.retryAfter = retryAfter;
  }

  public static Refusal of(Problem problem, String detail) {
    return new Refusal(problem, detail, List.of(), null, null, null);
  }

  /** A complaint about one member: 400 or 422 as {@code problem} says. */
  public static Refusal member(Problem problem, String pointer, String code, String detail) {
    return new Refusal(
        problem, detail, List.of(new MemberError(pointer, code, detail)), null, null, null);
  }

  /** A rule that refuses one member, with the resource as it stands after that. */
  public static Refusal ruled(String pointer, String code, String detail, Object resource) {
    return ruled(detail, List.of(new MemberError(pointer, code, detail)), resource);
  }

  /** The same about several members. */
  public static Refusal ruled(String detail, List<MemberError> errors, Object resource) {
    return new Refusal(Problem.REFUSED_BY_RULE, detail, errors, resource, null, null);
  }

  public static Refusal members(Problem problem, String detail, List<MemberError> errors) {
    return new Refusal(problem, detail, errors, null, null, null);
  }

  /** A conflict that shows the resource as it stands; {@code resource} is rendered as JSON. */
  public static Refusal conflict(Problem problem, String detail, Object resource) {
    return new Refusal(problem, detail, List.of(), resource, null, null);
  }

  /** 503: an invariant cannot be kept now; {@code cause} is logged and never sent. */
  public static Refusal unavailable(String detail, Duration retryAfter, @Nullable Throwable cause) {
    return new Refusal(Problem.UNAVAILABLE, detail, List.of(), null, retryAfter, cause);
  }

  /** 500: a fault of ours; {@code cause} is logged and never sent. */
  public static Refusal internal(String detail, Throwable cause) {
    return new Refusal(Problem.INTERNAL, detail, List.of(), null, null, cause);
  }

  public static Refusal tooManyRequests(String detail, Duration retryAfter) {
    return new Refusal(Problem.TOO_MANY_REQUESTS, detail, List.of(), null, retryAfter, null);
  }

  public Problem problem() {
    return problem;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<MemberError> errors() {
    return errors;
  }

  public @Nullable Object resource() {
    return resource;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
