package org.zhengyan.binding;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.principal.PageRequest;
import org.zhengyan.registry.Uscc;
import org.zhengyan.verification.Terms;

/** Who holds a binding: what others ask of this package. */
@Component
public class Bindings {
  private final BindingStore store;

  Bindings(BindingStore store) {
    this.store = store;
  }

  /** Those of that database, for commands. */
  public static Bindings in(JdbcTemplate jdbc) {
    return new Bindings(new BindingStore(jdbc));
  }

  /** The operator's own bindings among these ids, whatever their state. */
  public List<Binding> ofOperator(String operatorId, Collection<UUID> ids) {
    return store.listOfOperator(operatorId, ids);
  }

  /** A page of the operator's bindings, newest first, of one body or in one state if that is named. */
  public List<Binding> listOfOperator(
      String operatorId, @Nullable Uscc uscc, @Nullable String state, PageRequest page) {
    return store.listOfOperator(operatorId, uscc, state, page);
  }

  /** The operators with a live binding of that body; each once. */
  public List<String> operatorsOf(Uscc uscc) {
    return store.operatorsOf(uscc);
  }

  /** Which of these bodies have a live binding. */
  public Set<Uscc> bound(Collection<Uscc> bodies) {
    return store.bound(bodies);
  }

  /** The operators with a live binding that this certificate proved, now or earlier; each once. */
  public List<String> operatorsOf(SerialNumber certificate) {
    return store.operatorsOfCertificate(certificate.hex());
  }

  /**
   * Binds an action of a batch, in the current transaction; empty when the body ever repudiated the same
   * binding, which takes a verification of its own.
   *
   * @param id of the binding, if it is new
   * @param certificate the serial that signed for the batch
   * @return the id of the new binding, or of the one that was renewed
   */
  public Optional<UUID> bind(
      UUID id, UUID batch, Uscc uscc, String operatorId, Terms.Action action, String certificate) {
    return store.bind(
        new BindingStore.Proved(
            id,
            uscc,
            operatorId,
            action.type(),
            action.identifier(),
            action.subject(),
            action.digest(),
            certificate,
            null,
            batch,
            Instant.EPOCH));
  }
}
