package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;

/** One version of a registered body. A change makes a new version; the code never changes. */
public record Institution(
    Uscc uscc,
    int version,
    InstitutionKind kind,
    List<String> names,
    List<String> abbreviations,
    Division division,
    String address,
    String head,
    String authority,
    @Nullable Uscc authorityUscc,
    @Nullable String nature,
    LocalDate issuedOn,
    InstitutionStatus status,
    @Nullable LocalDate validFrom,
    @Nullable LocalDate validTo,
    @Nullable String purpose,
    @Nullable String funding,
    @Nullable String capital,
    List<Uscc> sponsors) {

  public Institution {
    names = List.copyOf(names);
    abbreviations = List.copyOf(abbreviations);
    sponsors = List.copyOf(sponsors);
  }

  /** The same under another number. */
  public Institution withVersion(int number) {
    return new Institution(
        uscc, number, kind, names, abbreviations, division, address, head, authority, authorityUscc,
        nature, issuedOn, status, validFrom, validTo, purpose, funding, capital, sponsors);
  }

  /** The first registered name: what a certificate carries. */
  public String firstName() {
    return names.getFirst();
  }
}
