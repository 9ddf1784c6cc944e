package org.zhengyan.principal;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.zhengyan.log.Event;
import org.zhengyan.log.EventLog;

/**
 * Makes the first authority with its persons and clients, offline and once: the one act that two persons
 * of the installation cannot approve, because there are none yet. The persons stand on the command line;
 * the log keeps their ids, and the thumbprints of the keys.
 */
public final class Bootstrap {
  private static final int DONE = 0;
  private static final int REFUSED = 1;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventLog log;

  public Bootstrap(JdbcTemplate jdbc, TransactionTemplate transaction, EventLog log) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.log = log;
  }

  /** Does it, says what was done and what comes next, and returns the exit code. */
  public int run(BootstrapPlan plan, PrintStream out) {
    Boolean done = transaction.execute(status -> found(plan, out));
    if (!Boolean.TRUE.equals(done)) {
      out.println("Refused: this installation has an authority. Nothing was changed.");
      out.println("Further authorities, clients and keys are proposed by one person and approved by");
      out.println("another: POST /api/v1/authorities, /api/v1/clients, /api/v1/clients/{id}/keys.");
      return REFUSED;
    }
    out.println("Start the server; the clients above get their tokens with private_key_jwt.");
    return DONE;
  }

  private boolean found(BootstrapPlan plan, PrintStream out) {
    // Two at once: the second waits here and then finds an authority.
    jdbc.execute("lock table authority in share row exclusive mode");
    Integer authorities = jdbc.queryForObject("select count(*) from authority", Integer.class);
    if (authorities == null || authorities > 0) {
      return false;
    }
    AuthorityStore authorityStore = new AuthorityStore(jdbc);
    PersonStore personStore = new PersonStore(jdbc);
    ClientStore clientStore = new ClientStore(jdbc);

    Authority authority = authorityStore.add(plan.authority(), Division.NATIONAL);
    out.println("Authority " + authority.id() + ": " + authority.name() + ", the whole country");
    Map<String, PersonId> persons = new HashMap<>();
    Map<String, String> members = new TreeMap<>();
    for (BootstrapPlan.Founder founder : plan.founders()) {
      PersonId person = persons.computeIfAbsent(founder.person(), personStore::add);
      clientStore.addOfAuthority(
          founder.clientId(), person, authority.id(), founder.scopes(), founder.key());
      members.put("client." + founder.clientId() + ".owner", person.value());
      members.put("client." + founder.clientId() + ".key", founder.key().thumbprint());
      out.println(
          "Client " + founder.clientId() + ", key " + founder.key().thumbprint()
              + ", owner " + person.value() + " (" + founder.person() + ")");
    }
    log.append(Event.of("installation.bootstrapped", authority.id(), members));
    return true;
  }
}
