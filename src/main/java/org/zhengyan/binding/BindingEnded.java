package org.zhengyan.binding;

import java.time.Instant;
import java.util.UUID;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.ActionType;

/**
 * The operator ended a binding; published in the transaction of the act.
 *
 * @param operatorId whose binding it was: it no longer counts in {@link Bindings#operatorsOf}
 */
public record BindingEnded(
    UUID binding, Uscc uscc, String operatorId, ActionType type, String identifier, Instant at) {}
