package org.zhengyan.verification;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.zhengyan.document.check.DocumentCheck;
import org.zhengyan.document.check.DocumentVerdict;
import org.zhengyan.document.download.NamedDownloads;
import org.zhengyan.keys.Suite;
import org.zhengyan.principal.Client;
import org.zhengyan.principal.Clients;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.Institutions;
import org.zhengyan.registry.NameMatcher;
import org.zhengyan.registry.Uscc;
import org.zhengyan.status.StatusLookup;

/**
 * Judges a face of the certificate as evidence: {@link DocumentCheck}, then the claim, then how much it
 * proves.
 *
 * <p>A genuine face proves {@code document} to the one platform, for the one kind of action, for which it
 * was downloaded, within a day, once, and no further than the body lets the person act who downloaded it
 * ({@link HolderRules}). Any other genuine face proves what everybody may know: {@code registryOnly}.
 * Neither is enough for a platform that asks for {@code possession}, and neither makes a
 * binding. It writes nothing: the download is used up with the verdict.
 */
@Component
class DocumentEvidence {

  /** @param evidence the same document, with the nonce that the verdict uses up */
  record Judged(Verdict verdict, Evidence.Document evidence) {}

  /** Why a genuine face proves no more than everybody may know. */
  private record Shortfall(Reason reason, String detail) {}

  private final DocumentCheck check;
  private final NamedDownloads downloads;
  private final Institutions institutions;
  private final Clients clients;
  private final StatusLookup statuses;
  private final List<HolderRules> holderRules;
  private final Clock clock;

  DocumentEvidence(
      DocumentCheck check,
      NamedDownloads downloads,
      Institutions institutions,
      Clients clients,
      StatusLookup statuses,
      ObjectProvider<HolderRules> holderRules,
      Clock clock) {
    this.check = check;
    this.downloads = downloads;
    this.institutions = institutions;
    this.clients = clients;
    this.statuses = statuses;
    this.holderRules = holderRules.orderedStream().toList();
    this.clock = clock;
  }

  /**
   * @param clientId the platform's client
   * @throws org.zhengyan.failure.Refusal {@code unavailable} when the status cannot be established
   */
  Judged judge(Terms terms, String clientId, Evidence.Document document) {
    EvidenceFindings findings = new EvidenceFindings();
    DocumentVerdict found = check.check(document.file());
    for (DocumentVerdict.Check each : found.checks()) {
      findings.add(
          new Verdict.Check(
              each.check(), Verdict.Outcome.valueOf(each.outcome().name()), each.detail()));
    }
    found.reasons().forEach(reason -> findings.add(Reason.of(reason)));
    DocumentVerdict.BodyPart body = found.body();
    if (!found.authentic() || body == null) {
      return new Judged(findings.verdict(null, null), document);
    }

    findings.check(
        "uscc",
        body.uscc().equals(terms.claimed().uscc().value()),
        Reason.USCC_MISMATCH,
        "the document is of another body than the claimed one");
    if (!findings.clean()) {
      return new Judged(findings.verdict(null, null), document);
    }
    Verdict.InstitutionPart institution = institution(findings, terms.claimed().name(), body.uscc());
    Suite suite = found.kind() == DocumentVerdict.Kind.OFD ? Suite.SM2 : Suite.P256;
    findings.check(
        "suiteAccepted",
        terms.acceptedSuites().contains(suite),
        Reason.SUITE_NOT_ACCEPTED,
        "the document is sealed with " + suite.wire());
    findings.check(
        "statusFresh",
        terms.acceptsStatusOf(statuses.asOf(), clock.instant()),
        Reason.STATUS_STALE,
        "the status is as of " + statuses.asOf());

    Shortfall against = notForThis(found.named(), terms, clientId);
    Assurance reached = against == null ? Assurance.DOCUMENT : Assurance.REGISTRY_ONLY;
    findings.check(
        "assurance",
        reached.atLeast(terms.minimumAssurance()),
        against == null ? Reason.ASSURANCE_TOO_LOW : against.reason(),
        against == null ? "the platform asked for a signature" : against.detail());
    String nonce = against == null && found.named() != null ? found.named().nonce() : null;
    return new Judged(
        findings.verdict(reached, institution), new Evidence.Document(document.file(), nonce));
  }

  private Verdict.@Nullable InstitutionPart institution(EvidenceFindings findings, String claimedName, String uscc) {
    Institution institution = institutions.find(new Uscc(uscc)).orElse(null);
    Optional<String> matched =
        institution == null ? Optional.empty() : NameMatcher.match(institution.names(), claimedName);
    findings.check(
        "name", matched.isPresent(), Reason.NAME_MISMATCH, "the claimed name is none of the registered names");
    if (institution == null) {
      return null;
    }
    Instant now = clock.instant();
    return new Verdict.InstitutionPart(
        institution.firstName(),
        matched.orElse(null),
        uscc,
        institution.kind().wire(),
        institution.division().code(),
        institution.status().wire(),
        now);
  }

  /** Why the face was not downloaded for this; null when it was. */
  private @Nullable Shortfall notForThis(
      DocumentVerdict.@Nullable Named named, Terms terms, String clientId) {
    if (named == null) {
      return tooLow("the document was not downloaded for one platform and purpose");
    }
    String operator = clients.find(clientId).map(Client::operatorId).orElse(null);
    if (!named.platform().equals(operator)) {
      return tooLow("the document was downloaded for another platform");
    }
    if (!named.purpose().equals(terms.action().type().wire())) {
      return tooLow("the document was downloaded for " + named.purpose());
    }
    NamedDownloads.Download download = downloads.find(named.nonce()).orElse(null);
    if (download == null || !download.fresh()) {
      return tooLow("the document was downloaded more than a day ago");
    }
    if (download.used()) {
      return tooLow("the document was used before");
    }
    return holderRules.stream()
        .flatMap(rules -> rules.judgeDownload(download.holder(), terms, clientId).stream())
        .filter(rule -> !rule.kept())
        .findFirst()
        .map(rule -> new Shortfall(rule.reason(), rule.detail()))
        .orElse(null);
  }

  private static Shortfall tooLow(String detail) {
    return new Shortfall(Reason.ASSURANCE_TOO_LOW, detail);
  }
}
