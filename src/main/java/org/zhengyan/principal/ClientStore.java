package org.zhengyan.principal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.InvalidKey;

/**
 * The clients in the database. Changing methods join the caller's transaction; who may change what, and
 * that two persons did, is for the callers to guard. Every node has the change within a second ({@link
 * Clients}).
 */
@Component
public class ClientStore {
  private static final String SELECT =
      "select c.id, c.owner, c.authority_id, c.operator_id, c.scopes, c.redirect_uris, c.state,"
          + " coalesce(a.name, c.holder_name) as display_name, a.division,"
          + " c.state = 'active' and case when c.operator_id is null"
          + " then coalesce(a.state = 'active', false) else c.holder_active end as active,"
          + " k.kid, k.jwk, k.not_before, k.not_after"
          + " from client c left join authority a on a.id = c.authority_id"
          + " left join client_key k on k.client_id = c.id";
  private static final String ORDER = " order by c.id, k.not_before, k.kid";

  private final JdbcTemplate jdbc;

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
            "update client set state = ? where id = ? and state <> ?",
            state.wire(),
            id,
            state.wire())
        == 1;
  }

  /** Replaces where browsers may be sent for the client. */
  public void changeRedirectUris(String id, List<String> redirectUris) {
    jdbc.update("update client set redirect_uris = ? where id = ?", redirectUris.toArray(String[]::new), id);
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
    return clients(
        jdbc.query(
            sql,
            rows -> {
              List<Row> all = new ArrayList<>();
              while (rows.next()) {
                all.add(Row.of(rows));
              }
              return all;
            },
            arguments));
  }

  /** Everything, read from that connection; two thousand clients take some milliseconds. */
  static Map<String, Client> all(Connection connection) throws SQLException {
    List<Row> all = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SELECT + ORDER)) {
      while (rows.next()) {
        all.add(Row.of(rows));
      }
    }
    Map<String, Client> clients = new LinkedHashMap<>();
    for (Client client : clients(all)) {
      clients.put(client.id(), client);
    }
    return clients;
  }

  /** A client and one of its keys. */
  private record Row(Client client, @Nullable ClientKey key) {
    static Row of(ResultSet row) throws SQLException {
      String division = row.getString("division");
      Client client =
          new Client(
              row.getString("id"),
              new PersonId(row.getString("owner")),
              row.getString("authority_id"),
              row.getString("operator_id"),
              row.getString("display_name") == null ? "" : row.getString("display_name"),
              division == null ? null : new Division(division),
              scopes((String[]) row.getArray("scopes").getArray()),
              List.of((String[]) row.getArray("redirect_uris").getArray()),
              "active".equals(row.getString("state")) ? Client.State.ACTIVE : Client.State.SUSPENDED,
              row.getBoolean("active"),
              List.of());
      return new Row(client, key(row));
    }

    private static @Nullable ClientKey key(ResultSet row) throws SQLException {
      if (row.getString("kid") == null) {
        return null;
      }
      try {
        Instant notBefore = row.getObject("not_before", OffsetDateTime.class).toInstant();
        OffsetDateTime notAfter = row.getObject("not_after", OffsetDateTime.class);
        return new ClientKey(
            PublicJwk.parse(row.getString("jwk")),
            notBefore,
            notAfter == null ? null : notAfter.toInstant());
      } catch (InvalidKey e) {
        throw new IllegalStateException("a key was stored that cannot be read", e);
      }
    }
  }

  private static List<Client> clients(List<Row> rows) {
    List<Client> clients = new ArrayList<>();
    List<ClientKey> keys = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.key() != null) {
        keys.add(row.key());
      }
      if (i + 1 == rows.size() || !rows.get(i + 1).client().id().equals(row.client().id())) {
        Client c = row.client();
        clients.add(
            new Client(
                c.id(), c.owner(), c.authorityId(), c.operatorId(), c.displayName(), c.division(),
                c.scopes(), c.redirectUris(), c.state(), c.active(), keys));
        keys = new ArrayList<>();
      }
    }
    return clients;
  }

  private static Set<Scope> scopes(String[] wires) {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String wire : wires) {
      // A scope of a newer node is not known here, and so not granted here.
      Scope.ofWire(wire).ifPresent(scopes::add);
    }
    return scopes;
  }
}
