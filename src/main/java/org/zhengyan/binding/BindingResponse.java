package org.zhengyan.binding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.operator.OperatorNames;
import org.zhengyan.verification.ActionType;

/**
 * A binding as its operator or its body sees it.
 *
 * @param platform for the body alone: whose platform it is on
 * @param certificate the serial of the newest proof
 * @param proofs how often it was proved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BindingResponse(
    String id,
    String state,
    String uscc,
    @Nullable Platform platform,
    Action action,
    Instant since,
    Instant verifiedAt,
    String certificate,
    @Nullable UUID verification,
    @Nullable UUID batch,
    int proofs,
    @Nullable Instant endedAt,
    @Nullable EndReason reason) {

  /** The registered name of the operator, and its filing number if it has one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Platform(String name, @Nullable String filingNumber) {
    static Platform of(OperatorNames.Named named) {
      return new Platform(named.name(), named.filingNumber());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Action(ActionType type, String subject, String identifier, @Nullable String digest) {}

  static BindingResponse of(Binding binding) {
    return of(binding, null);
  }

  static BindingResponse of(Binding binding, @Nullable Platform platform) {
    return switch (binding) {
      case Binding.Active active -> of(active, platform, null, null);
      case Binding.Repudiated repudiated -> of(repudiated, platform, repudiated.at(), null);
      case Binding.Ended ended -> of(ended, platform, ended.at(), ended.reason());
    };
  }

  private static BindingResponse of(
      Binding binding,
      @Nullable Platform platform,
      @Nullable Instant endedAt,
      @Nullable EndReason reason) {
    Binding.Bound bound = binding.bound();
    Binding.Proof proof = bound.proof();
    return new BindingResponse(
        bound.id().toString(),
        binding.state(),
        bound.uscc().value(),
        platform,
        new Action(bound.type(), bound.subject(), bound.identifier(), bound.digest()),
        bound.since(),
        proof.verifiedAt(),
        proof.certificate(),
        proof.verification(),
        proof.batch(),
        proof.times(),
        endedAt,
        reason);
  }
}
