package org.zhengyan.principal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zhengyan.keys.InvalidKey;

/** How clients are read: as rows with one key each, which are put together again. */
final class ClientRows {
  static final String SELECT =
      "select c.id, c.owner, c.authority_id, c.operator_id, c.scopes, c.redirect_uris, c.state,"
          + " coalesce(a.name, c.holder_name) as display_name, a.division,"
          + " c.state = 'active' and case when c.operator_id is null"
          + " then coalesce(a.state = 'active', false) else c.holder_active end as active,"
          + " k.kid, k.jwk, k.not_before, k.not_after"
          + " from client c left join authority a on a.id = c.authority_id"
          + " left join client_key k on k.client_id = c.id";
  static final String ORDER = " order by c.id, k.not_before, k.kid";

  private ClientRows() {}

  /** The clients of rows that were asked for by {@link #SELECT} and {@link #ORDER}. */
  static List<Client> read(ResultSet rows) throws SQLException {
    List<Row> all = new ArrayList<>();
    while (rows.next()) {
      all.add(Row.of(rows));
    }
    return whole(all);
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

  private static List<Client> whole(List<Row> rows) {
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
