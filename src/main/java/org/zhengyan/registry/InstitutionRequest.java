package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole new version of a body, as it is proposed; {@code InstitutionRules} says what is
 * allowed.
 *
 * @param issuedOn may be left out for a public institution, whose face has no such date: then it is
 *     {@code validFrom}
 * @param effectiveOn for another first name: the day from which the version holds; the day of the
 *     approval when left out
 */
public record InstitutionRequest(
    @Nullable String kind,
    @Nullable List<String> names,
    @Nullable List<String> abbreviations,
    @Nullable String division,
    @Nullable String address,
    @Nullable String head,
    @Nullable String authority,
    @Nullable String authorityUscc,
    @Nullable String nature,
    @Nullable LocalDate issuedOn,
    @Nullable String status,
    @Nullable LocalDate validFrom,
    @Nullable LocalDate validTo,
    @Nullable String purpose,
    @Nullable String funding,
    @Nullable String capital,
    @Nullable List<String> sponsors,
    @Nullable LocalDate effectiveOn) {}
