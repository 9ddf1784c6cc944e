package org.zhengyan.binding.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.zhengyan.binding.Binding;
import org.zhengyan.binding.Bindings;
import org.zhengyan.certificate.RevocationReason;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.CertificateStatus;
import org.zhengyan.status.StatusLookup;

/**
 * Answers some items: certificates from this node's index, bindings from the database, both at most a
 * second old. Another operator's binding is unknown, as one that does not exist.
 */
@Component
class StatusAnswers {
  private static final String INVALID = "invalid";

  private final StatusLookup statuses;
  private final Bindings bindings;
  private final Institutions institutions;

  StatusAnswers(StatusLookup statuses, Bindings bindings, Institutions institutions) {
    this.statuses = statuses;
    this.bindings = bindings;
    this.institutions = institutions;
  }

  /**
   * The answers, in the order of the items.
   *
   * @param first the position of the first item
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when statuses cannot be told now
   */
  List<StatusResult> answer(String operatorId, int first, List<StatusItem> items) {
    Map<String, Binding> own = own(operatorId, items);
    Map<Uscc, String> standings = new HashMap<>();
    List<StatusResult> results = new ArrayList<>(items.size());
    for (StatusItem item : items) {
      int position = first + results.size();
      results.add(
          item.certificate() != null
              ? certificate(position, item.certificate())
              : binding(position, Objects.requireNonNull(item.binding()), own, standings));
    }
    return results;
  }

  private Map<String, Binding> own(String operatorId, List<StatusItem> items) {
    List<UUID> ids =
        items.stream()
            .map(StatusItem::binding)
            .filter(id -> id != null && !id.isEmpty())
            .map(UUID::fromString)
            .toList();
    return ids.isEmpty()
        ? Map.of()
        : bindings.ofOperator(operatorId, ids).stream()
            .collect(Collectors.toMap(each -> each.bound().id().toString(), Function.identity()));
  }

  private StatusResult certificate(int position, String hex) {
    if (hex.isEmpty()) {
      return invalid(position, "serialInvalid");
    }
    CertificateStatus status = statuses.find(SerialNumber.ofHex(hex));
    RevocationReason reason = status.reason();
    return new StatusResult(
        position,
        hex,
        null,
        status.value().wire(),
        reason == null ? null : reason.wire(),
        status.revokedAt(),
        null,
        null,
        null,
        status.asOf());
  }

  private StatusResult binding(
      int position, String id, Map<String, Binding> own, Map<Uscc, String> standings) {
    if (id.isEmpty()) {
      return invalid(position, "idInvalid");
    }
    Binding binding = own.get(id);
    if (binding == null) {
      return new StatusResult(position, null, id, "unknown", null, null, null, null, null, asOf());
    }
    Binding.Bound bound = binding.bound();
    CertificateStatus status = statuses.find(SerialNumber.ofHex(bound.proof().certificate()));
    return new StatusResult(
        position,
        null,
        id,
        binding.state(),
        binding instanceof Binding.Ended ended ? ended.reason().wire() : null,
        since(binding),
        bound.uscc().value(),
        status.value().wire(),
        standings.computeIfAbsent(bound.uscc(), this::standing),
        status.asOf());
  }

  private String standing(Uscc uscc) {
    return institutions.find(uscc).map(found -> found.status().wire()).orElse("unknown");
  }

  private static @Nullable Instant since(Binding binding) {
    return switch (binding) {
      case Binding.Active active -> null;
      case Binding.Repudiated repudiated -> repudiated.at();
      case Binding.Ended ended -> ended.at();
    };
  }

  private StatusResult invalid(int position, String reason) {
    return new StatusResult(position, null, null, INVALID, reason, null, null, null, null, asOf());
  }

  /** How old an answer is that needed no certificate: no older than what the others say. */
  private Instant asOf() {
    return statuses.asOf();
  }
}
