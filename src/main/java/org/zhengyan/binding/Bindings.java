package org.zhengyan.binding;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.registry.Uscc;

/** Who holds a binding: what others ask of this package. */
@Component
public class Bindings {
  private final BindingStore store;

  Bindings(BindingStore store) {
    this.store = store;
  }

  /** The operator's own bindings among these ids, whatever their state. */
  public List<Binding> ofOperator(String operatorId, Collection<UUID> ids) {
    return store.listOfOperator(operatorId, ids);
  }

  /** The operators with a live binding of that body; each once. */
  public List<String> operatorsOf(Uscc uscc) {
    return store.operatorsOf(uscc);
  }

  /** The operators with a live binding that this certificate proved, now or earlier; each once. */
  public List<String> operatorsOf(SerialNumber certificate) {
    return store.operatorsOfCertificate(certificate.hex());
  }
}
