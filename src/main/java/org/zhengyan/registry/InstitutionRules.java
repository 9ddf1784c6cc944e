package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.CallerText;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.failure.Refusal.MemberError;
import org.zhengyan.principal.Division;

/**
 * What may be registered: pure rules on one proposed version, all complaints at once.
 *
 * <p>A missing member is {@code malformed} (400); a member that a rule refuses, the other kind's
 * members among them, is {@code refused-by-rule} (422).
 */
final class InstitutionRules {
  private static final int MOST = 16;
  private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);

  private final Uscc uscc;
  private final InstitutionRequest request;
  private final List<MemberError> errors = new ArrayList<>();

  private InstitutionRules(Uscc uscc, InstitutionRequest request) {
    this.uscc = uscc;
    this.request = request;
  }

  /**
   * The version that is proposed.
   *
   * @param version the number that it will have
   * @throws Refusal {@code malformed}, {@code refused-by-rule}
   */
  static Institution check(Uscc uscc, int version, InstitutionRequest request) {
    return new InstitutionRules(uscc, request).institution(version);
  }

  private Institution institution(int version) {
    requirePresent();
    InstitutionKind kind = kind();
    InstitutionStatus status = status();
    Division division = division();
    texts();
    names();
    boolean organ = uscc.kind() == InstitutionKind.ORGAN;
    membersOfTheOtherKind(organ);
    dates(organ);
    Uscc authorityUscc = code(request.authorityUscc(), "/authorityUscc");
    List<Uscc> sponsors = sponsors();
    LocalDate issuedOn = request.issuedOn() == null ? request.validFrom() : request.issuedOn();
    if (!errors.isEmpty()
        || kind == null
        || status == null
        || division == null
        || issuedOn == null) {
      throw Refusal.members(
          Problem.REFUSED_BY_RULE, "rules refuse members of the proposed version", errors);
    }
    return new Institution(
        uscc,
        version,
        kind,
        list(request.names()),
        list(request.abbreviations()),
        division,
        text(request.address()),
        text(request.head()),
        text(request.authority()),
        authorityUscc,
        request.nature(),
        issuedOn,
        status,
        request.validFrom(),
        request.validTo(),
        request.purpose(),
        request.funding(),
        request.capital(),
        sponsors);
  }

  private void requirePresent() {
    List<MemberError> missing = new ArrayList<>();
    present(request.kind(), "/kind", missing);
    present(request.names(), "/names", missing);
    present(request.division(), "/division", missing);
    present(request.address(), "/address", missing);
    present(request.head(), "/head", missing);
    present(request.authority(), "/authority", missing);
    present(request.status(), "/status", missing);
    if (uscc.kind() == InstitutionKind.ORGAN) {
      present(request.issuedOn(), "/issuedOn", missing);
    } else {
      present(request.validFrom(), "/validFrom", missing);
      present(request.validTo(), "/validTo", missing);
    }
    if (!missing.isEmpty()) {
      throw Refusal.members(Problem.MALFORMED, "members are missing", missing);
    }
  }

  private static void present(
      @Nullable Object value, String pointer, List<MemberError> missing) {
    if (value == null) {
      missing.add(new MemberError(pointer, "required", "the member is missing"));
    }
  }

  private @Nullable InstitutionKind kind() {
    Optional<InstitutionKind> kind = InstitutionKind.ofWire(text(request.kind()));
    if (kind.isEmpty()) {
      complain("/kind", "kind-unknown", "the kind is organ or publicInstitution");
    } else if (kind.get() != uscc.kind()) {
      complain("/kind", "kind-not-of-code", "the category in the code is of the other kind");
    }
    return kind.orElse(null);
  }

  private @Nullable InstitutionStatus status() {
    Optional<InstitutionStatus> status = InstitutionStatus.ofWire(text(request.status()));
    if (status.isEmpty()) {
      complain("/status", "status-unknown", "there is no such status");
    } else if (!status.get().fits(uscc.kind())) {
      complain("/status", "status-of-other-kind", "an organ is normal or revoked");
    }
    return status.orElse(null);
  }

  private @Nullable Division division() {
    String code = text(request.division());
    if (!Divisions.known(code)) {
      complain("/division", "division-unknown", "there is no such division (GB/T 2260)");
      return null;
    }
    return new Division(code);
  }

  private void texts() {
    CallerText.check(request.address(), "/address", errors);
    CallerText.check(request.head(), "/head", errors);
    CallerText.check(request.authority(), "/authority", errors);
    CallerText.check(request.nature(), "/nature", errors);
    CallerText.check(request.purpose(), "/purpose", errors);
    CallerText.check(request.funding(), "/funding", errors);
    CallerText.check(request.capital(), "/capital", errors);
  }

  private void names() {
    List<String> names = list(request.names());
    if (names.isEmpty() || names.size() > MOST) {
      complain("/names", "count", "a body has 1 to " + MOST + " names");
    } else {
      each(names, "/names");
    }
    List<String> abbreviations = list(request.abbreviations());
    if (abbreviations.size() > MOST) {
      complain("/abbreviations", "count", "a body has at most " + MOST + " abbreviations");
    } else {
      each(abbreviations, "/abbreviations");
    }
  }

  private void each(List<String> names, String pointer) {
    Set<String> forms = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String at = pointer + "/" + i;
      String name = names.get(i);
      Optional<CallerText.Fault> fault = CallerText.fault(name);
      if (fault.isPresent()) {
        complain(at, fault.get().code(), fault.get().sentence());
        continue;
      }
      noPrivateUse(name, at);
      if (!forms.add(NameForm.of(name))) {
        complain(at, "name-repeated", "it differs from another one in width or brackets alone");
      }
    }
  }

  /** A private-use character means what a font says: a certificate cannot carry it. */
  private void noPrivateUse(String name, String pointer) {
    name.codePoints()
        .filter(c -> Character.getType(c) == Character.PRIVATE_USE)
        .findFirst()
        .ifPresent(
            c -> {
              int assigned = NameForm.assigned(c);
              complain(
                  pointer,
                  "name-private-use",
                  "U+%04X is a private-use code point".formatted(c)
                      + (assigned < 0 ? "" : "; write U+%04X".formatted(assigned)));
            });
  }

  private void membersOfTheOtherKind(boolean organ) {
    if (organ) {
      refuse(request.validFrom(), "/validFrom");
      refuse(request.validTo(), "/validTo");
      refuse(request.purpose(), "/purpose");
      refuse(request.funding(), "/funding");
      refuse(request.capital(), "/capital");
      refuse(request.sponsors(), "/sponsors");
    } else {
      refuse(request.nature(), "/nature");
    }
  }

  private void refuse(@Nullable Object value, String pointer) {
    if (value != null) {
      complain(pointer, "member-of-other-kind", "bodies of this kind have no such member");
    }
  }

  private void dates(boolean organ) {
    plausible(request.issuedOn(), "/issuedOn");
    if (organ) {
      return;
    }
    plausible(request.validFrom(), "/validFrom");
    LocalDate from = request.validFrom();
    LocalDate to = request.validTo();
    if (from != null && to != null && !to.isAfter(from)) {
      complain("/validTo", "dates-reversed", "the last day comes after the first");
    }
  }

  private void plausible(@Nullable LocalDate date, String pointer) {
    if (date != null && date.isBefore(EARLIEST)) {
      complain(pointer, "date-implausible", "the date is before " + EARLIEST);
    }
  }

  private List<Uscc> sponsors() {
    List<String> codes = list(request.sponsors());
    List<Uscc> sponsors = new ArrayList<>();
    if (codes.size() > MOST) {
      complain("/sponsors", "count", "a body has at most " + MOST + " sponsors");
      return sponsors;
    }
    for (int i = 0; i < codes.size(); i++) {
      String at = "/sponsors/" + i;
      Uscc sponsor = code(codes.get(i), at);
      if (sponsor != null && (sponsor.equals(uscc) || sponsors.contains(sponsor))) {
        complain(at, "sponsor-repeated", "a sponsor is another body, and named once");
      } else if (sponsor != null) {
        sponsors.add(sponsor);
      }
    }
    return sponsors;
  }

  private @Nullable Uscc code(@Nullable String text, String pointer) {
    if (text == null) {
      return null;
    }
    Optional<Uscc.Fault> fault = Uscc.fault(text);
    fault.ifPresent(broken -> complain(pointer, broken.code(), broken.sentence()));
    return fault.isPresent() ? null : new Uscc(text);
  }

  private void complain(String pointer, String code, String detail) {
    errors.add(new MemberError(pointer, code, detail));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static List<String> list(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
