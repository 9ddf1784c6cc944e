package org.zhengyan.web;

import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.KeyUnavailable;

/** Turns whatever was thrown into one of the closed list; what nobody foresaw is {@code internal}. */
final class FailureTranslator {
  private static final Duration SOON = Duration.ofSeconds(2);

  private FailureTranslator() {}

  static Refusal translate(Throwable failure) {
    return switch (failure) {
      case Refusal refusal -> refusal;
      case HttpMessageNotReadableException e -> JsonComplaint.of(e.getCause());
      case HttpMediaTypeNotSupportedException e ->
          Refusal.of(Problem.UNSUPPORTED_MEDIA_TYPE, "Send application/json in UTF-8");
      case HttpMediaTypeNotAcceptableException e ->
          Refusal.of(Problem.NOT_ACCEPTABLE, "Accept " + offered(e));
      case HttpRequestMethodNotSupportedException e ->
          Refusal.of(Problem.METHOD_NOT_ALLOWED, "The Allow header names what is offered");
      case NoResourceFoundException e -> Refusal.of(Problem.NOT_FOUND, "There is nothing here");
      case NoHandlerFoundException e -> Refusal.of(Problem.NOT_FOUND, "There is nothing here");
      case MethodArgumentTypeMismatchException e -> mismatch(e);
      case ServletRequestBindingException e ->
          Refusal.of(Problem.MALFORMED, "A required parameter or header is missing");
      // The rollback failed as well: what counts is why it was rolled back.
      case TransactionSystemException e when e.getApplicationException() != null ->
          translate(e.getApplicationException());
      case KeyUnavailable e -> Refusal.unavailable("A key cannot be used right now", SOON, e);
      default -> translateStore(failure);
    };
  }

  private static Refusal translateStore(Throwable failure) {
    if (failure instanceof CannotCreateTransactionException
        || failure instanceof TransactionTimedOutException
        || failure instanceof TransactionSystemException
        || failure instanceof DataAccessResourceFailureException
        || failure instanceof QueryTimeoutException
        || failure instanceof RecoverableDataAccessException
        || failure instanceof TransientDataAccessException) {
      return Refusal.unavailable("The database does not answer right now", SOON, failure);
    }
    String state = sqlState(failure);
    if (state != null) {
      // Class 08 connection, 25006 read-only, 40 rolled back, 53 out of resources, 57 stopped, 58 I/O.
      if (state.startsWith("08")
          || state.equals("25006")
          || state.startsWith("40")
          || state.startsWith("53")
          || state.startsWith("57")
          || state.startsWith("58")) {
        return Refusal.unavailable("The database cannot do this right now", SOON, failure);
      }
      if (state.equals("22021")) {
        return Refusal.of(Problem.REFUSED_BY_RULE, "A text holds a character that cannot be kept");
      }
    }
    return internal(failure);
  }

  private static String offered(HttpMediaTypeNotAcceptableException e) {
    return e.getSupportedMediaTypes().isEmpty()
        ? "application/json"
        : e.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(" or "));
  }

  static Refusal internal(Throwable failure) {
    return Refusal.internal("This is a fault of the service; its log names it by X-Request-Id", failure);
  }

  /** A path that cannot name anything is not found; a parameter is malformed. */
  private static Refusal mismatch(MethodArgumentTypeMismatchException e) {
    if (e.getParameter().hasParameterAnnotation(PathVariable.class)) {
      return Refusal.of(Problem.NOT_FOUND, "Nothing can have such an id");
    }
    Throwable cause =
        e.getCause() instanceof ConversionFailedException failed ? failed.getCause() : e.getCause();
    return cause instanceof Refusal refusal
        ? refusal
        : Refusal.of(Problem.MALFORMED, "The parameter " + e.getName() + " has no permitted value");
  }

  private static @Nullable String sqlState(Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 16; t = t.getCause(), depth++) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
