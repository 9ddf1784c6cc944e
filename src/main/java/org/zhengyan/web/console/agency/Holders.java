package org.zhengyan.web.console.agency;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.zhengyan.access.people.Grant;
import org.zhengyan.access.people.People;
import org.zhengyan.certificate.IssuedCertificate;
import org.zhengyan.principal.PersonId;
import org.zhengyan.principal.PersonStore;
import org.zhengyan.registry.Uscc;
import org.zhengyan.web.console.View;

/** Who holds a certificate, in words: a person's name, the label of a device, or the body itself. */
@Component
public class Holders {
  private final People people;
  private final PersonStore persons;

  Holders(People people, PersonStore persons) {
    this.people = people;
    this.persons = persons;
  }

  /** By serial in hex. */
  public Map<String, String> of(Uscc uscc, Collection<IssuedCertificate> certificates, View view) {
    Map<String, Grant> grants = new HashMap<>();
    people.list(uscc).forEach(grant -> grants.put(grant.holder(), grant));
    Map<PersonId, String> names =
        persons.names(grants.values().stream().map(Grant::person).toList());
    Map<String, String> holders = new HashMap<>();
    for (IssuedCertificate certificate : certificates) {
      String label = certificate.holder();
      Grant grant = label == null ? null : grants.get(label);
      holders.put(
          certificate.serial().hex(),
          grant != null
              ? names.getOrDefault(grant.person(), view.text("person.erased"))
              : Objects.requireNonNullElse(label, view.text("certificate.of-body")));
    }
    return holders;
  }
}
