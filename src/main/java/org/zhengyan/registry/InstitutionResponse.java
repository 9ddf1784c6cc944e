package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;

/**
 * A body as registered now.
 *
 * @param status as of today: {@code void} once a public institution's last day is past
 * @param upcoming an approved version whose day is still to come
 */
record InstitutionResponse(
    Uscc uscc,
    int version,
    String kind,
    List<String> names,
    List<String> abbreviations,
    Division division,
    String address,
    String head,
    String authority,
    @Nullable Uscc authorityUscc,
    @Nullable String nature,
    LocalDate issuedOn,
    String status,
    @Nullable LocalDate validFrom,
    @Nullable LocalDate validTo,
    @Nullable String purpose,
    @Nullable String funding,
    @Nullable String capital,
    @Nullable List<Uscc> sponsors,
    @Nullable Upcoming upcoming) {

  record Upcoming(int version, LocalDate effectiveOn, List<String> names) {}

  static InstitutionResponse of(Institution inForce, InstitutionStore.Newest newest) {
    Institution next = newest.institution();
    boolean organ = inForce.kind() == InstitutionKind.ORGAN;
    return new InstitutionResponse(
        inForce.uscc(),
        inForce.version(),
        inForce.kind().wire(),
        inForce.names(),
        inForce.abbreviations(),
        inForce.division(),
        inForce.address(),
        inForce.head(),
        inForce.authority(),
        inForce.authorityUscc(),
        inForce.nature(),
        inForce.issuedOn(),
        inForce.status().wire(),
        inForce.validFrom(),
        inForce.validTo(),
        inForce.purpose(),
        inForce.funding(),
        inForce.capital(),
        organ ? null : inForce.sponsors(),
        next.version() == inForce.version()
            ? null
            : new Upcoming(next.version(), newest.effectiveOn(), next.names()));
  }
}
