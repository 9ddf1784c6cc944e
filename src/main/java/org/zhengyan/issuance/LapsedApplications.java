package org.zhengyan.issuance;

import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;
import org.zhengyan.principal.LapsingProposals;
import org.zhengyan.principal.Proposal;

/** Applications that nobody decided: they end, and their keys stay free. */
@Component
class LapsedApplications implements LapsingProposals {
  private final ApplicationStore store;
  private final EventLog log;

  LapsedApplications(ApplicationStore store, EventLog log) {
    this.store = store;
    this.log = log;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(Applications.KIND);
  }

  @Override
  public void lapsed(Proposal proposal) {
    Application application = store.find(proposal.id()).orElseThrow();
    if (!store.lapseUndecided(proposal.id(), String.valueOf(proposal.reason()))) {
      throw new IllegalStateException("an application and its proposal disagree");
    }
    log.append(
        Event.of(
            "certificate-application.lapsed",
            proposal.id(),
            Map.of(
                "uscc", application.uscc().value(),
                "digest", application.digest(),
                "key", HexFormat.of().formatHex(application.keySha256()))));
  }
}
