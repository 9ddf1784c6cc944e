package org.zhengyan.principal;

import static org.zhengyan.principal.ClientRows.ORDER;
import static org.zhengyan.principal.ClientRows.SELECT;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * The clients in the database. Changing methods join the caller's transaction; who may change what, and
 * that two persons did, is for the callers to guard. Every node has the change within a second ({@link
 * Clients}).
 */
@Component
public class ClientStore {
  private final JdbcTemplate jdbc;

  /** What of a client is changed, each part by changes of its own. */
  public enum Part {
    STATE("state_version"),
    KEYS("key_version"),
    REDIRECT_URIS("redirect_version");

    private final String column;

    Part(String column) {
      this.column = column;
    }
  }

  public ClientStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Adds a client of an authority.
   *
   * @throws Refusal {@code wrong-state} when the id or the key is taken
   */
  public void addOfAuthority(
      String id, PersonId owner, String authorityId, Collection<Scope> scopes, PublicJwk key) {
    add(id, owner, authorityId, null, null, true, scopes, key);
  }

  /** Adds a client of an operator, whose name it repeats. */
  public void addOfOperator(
      String id,
      PersonId owner,
      String operatorId,
      String operatorName,
      boolean operatorActive,
      Collection<Scope> scopes,
      PublicJwk key) {
    add(id, owner, null, operatorId, operatorName, operatorActive, scopes, key);
  }

  private void add(
      String id,
      PersonId owner,
      @Nullable String authorityId,
      @Nullable String operatorId,
      @Nullable String holderName,
      boolean holderActive,
      Collection<Scope> scopes,
      PublicJwk key) {
    try {
      jdbc.update(
          "insert into client (id, owner, authority_id, operator_id, holder_name, holder_active,"
              + " scopes, state) values (?, ?, ?, ?, ?, ?, ?, 'active')",
          id,
          owner.value(),
          authorityId,
          operatorId,
          holderName,
          holderActive,
          scopes.stream().map(Scope::wire).sorted().toArray(String[]::new));
    } catch (DuplicateKeyException e) {
      throw Refusal.of(Problem.WRONG_STATE, "there is a client of that id");
    }
    insertKey(id, key);
  }

  /**
   * Adds a key that is accepted from now on; those that the client has now end after {@code overlap} at
   * the latest.
   *
   * @throws Refusal {@code wrong-state} when the key or its {@code kid} was used before
   */
  public void addKey(String id, PublicJwk key, Duration overlap) {
    jdbc.update("update client set key_version = key_version + 1 where id = ?", id);
    jdbc.update(
        "update client_key set not_after = clock_timestamp() + make_interval(secs => ?)"
            + " where client_id = ? and (not_after is null"
            + " or not_after > clock_timestamp() + make_interval(secs => ?))",
        (double) overlap.toSeconds(),
        id,
        (double) overlap.toSeconds());
    insertKey(id, key);
  }

  private void insertKey(String id, PublicJwk key) {
    try {
      jdbc.update(
          "insert into client_key (client_id, kid, jwk, fingerprint, not_before)"
              + " values (?, ?, ?, ?, clock_timestamp())",
          id,
          key.kid(),
          key.json(),
          key.key().fingerprint());
    } catch (DuplicateKeyException e) {
      throw Refusal.of(
          Problem.WRONG_STATE, "this key, or this kid of the client, was used before; make a new key");
    }
  }

  /** False when it is in that state already, or there is no such client. */
  public boolean changeState(String id, Client.State state) {
    return jdbc.update(
            "update client set state = ?, state_version = state_version + 1 where id = ? and state <> ?",
            state.wire(),
            id,
            state.wire())
        == 1;
  }

  /** How often that part was changed: the base version of a proposal to change it. */
  public int version(String id, Part part) {
    return jdbc.query("select " + part.column + " from client where id = ?", (row, n) -> row.getInt(1), id).stream()
        .findFirst()
        .orElse(0);
  }

  /**
   * Passes when that part is as the proposer of a change of it saw it, and keeps it so until the transaction ends:
   * what was proposed before another change and approved after it would undo it.
   *
   * @throws Refusal {@code wrong-state} when the part was changed since
   */
  public void require(String id, Part part, int base) {
    if (jdbc.queryForList("select 1 from client where id = ? and " + part.column + " = ? for update", id, base)
        .isEmpty()) {
      throw Refusal.of(Problem.WRONG_STATE, "the client was changed since in this respect: propose it again");
    }
  }

  /** Replaces where browsers may be sent for the client. */
  public void changeRedirectUris(String id, List<String> redirectUris) {
    jdbc.update(
        "update client set redirect_uris = ?, redirect_version = redirect_version + 1 where id = ?",
        redirectUris.toArray(String[]::new),
        id);
  }

  /** What an operator's change means for its clients. */
  public void operatorChanged(String operatorId, String name, boolean active) {
    jdbc.update(
        "update client set holder_name = ?, holder_active = ? where operator_id = ?",
        name,
        active,
        operatorId);
  }

  public Optional<Client> find(String id) {
    return read(SELECT + " where c.id = ?" + ORDER, id).stream().findFirst();
  }

  /**
   * The client of that id.
   *
   * @throws Refusal {@code not-found}
   */
  public Client load(String id) {
    return find(id).orElseThrow(() -> Refusal.of(Problem.NOT_FOUND, "there is no such client"));
  }

  /** The operator's clients, by id. */
  public List<Client> listOfOperator(String operatorId) {
    return read(SELECT + " where c.operator_id = ?" + ORDER, operatorId);
  }

  /** A client with its place in lists. */
  public record Listed(Client client, long sequence) {}

  /** A page: those of authorities within the division, and of operators when it is the whole country. */
  public List<Listed> listWithin(Division within, PageRequest page) {
    Map<String, Long> sequences = new LinkedHashMap<>();
    jdbc.query(
        "select c.id, c.sequence from client c left join authority a on a.id = c.authority_id"
            + " where c.sequence < ? and (a.division like ? or c.operator_id is not null and ?)"
            + " order by c.sequence desc limit ?",
        row -> {
          sequences.put(row.getString("id"), row.getLong("sequence"));
        },
        page.before(),
        within.prefix() + "%",
        within.equals(Division.NATIONAL),
        page.limit());
    Map<String, Client> found = new HashMap<>();
    Object ids = sequences.keySet().toArray(String[]::new);
    read(SELECT + " where c.id = any (?)" + ORDER, ids).forEach(each -> found.put(each.id(), each));
    List<Listed> listed = new ArrayList<>();
    sequences.forEach(
        (id, sequence) -> {
          Client client = found.get(id);
          if (client != null) {
            listed.add(new Listed(client, sequence));
          }
        });
    return listed;
  }

  /**
   * True when the whole country still has two persons of active clients who can submit and approve
   * changes of principals. Locks the clients of national authorities against one another's changes.
   */
  public boolean nationalPairLeft() {
    jdbc.query(
        "select pg_advisory_xact_lock(hashtext('zhengyan national clients'))", row -> {});
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "with national as (select c.owner, c.scopes from client c"
                + " join authority a on a.id = c.authority_id"
                + " where c.state = 'active' and a.state = 'active' and a.division = '100000')"
                + " select exists (select 1 from national s join national t on s.owner <> t.owner"
                + " where 'registry.submit' = any (s.scopes) and 'registry.approve' = any (t.scopes))",
            Boolean.class));
  }

  private List<Client> read(String sql, Object... arguments) {
    ResultSetExtractor<List<Client>> whole = ClientRows::read;
    return jdbc.query(sql, whole, arguments);
  }

  /** Everything, read from that connection; two thousand clients take some milliseconds. */
  static Map<String, Client> all(Connection connection) throws SQLException {
    Map<String, Client> clients = new LinkedHashMap<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SELECT + ORDER)) {
      ClientRows.read(rows).forEach(client -> clients.put(client.id(), client));
    }
    return clients;
  }
}
