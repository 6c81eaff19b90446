package brume.cloud.placement;

import brume.base.sql.Sql;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Finding;
import java.util.List;
import java.util.UUID;

/// Whether the account of room is right.
final class RoomChecks {
    private static final String HOSTS =
            "select distinct host as id from inventory where host > ? order by host limit ?";
    private static final String WRONG = """
            select i.host, i.class, i.used, coalesce(c.amount, 0)::bigint as claimed
              from inventory i
              left join lateral (select sum(amount) as amount from claim where host = i.host and class = i.class) c on true
             where i.host = any(?::uuid[]) and i.used <> coalesce(c.amount, 0)
            """;

    private final Sql sql;

    RoomChecks(Sql sql) {
        this.sql = sql;
    }

    List<Check> all() {
        return List.of(Check.of(
                        "placement.room",
                        "what is used of a host's room is the sum of its claims",
                        sql,
                        HOSTS,
                        WRONG,
                        row -> Finding.of(
                                        "room",
                                        row.uuid("host") + "/" + row.text("class"),
                                        row.whole("used") + " is noted as used, " + row.whole("claimed")
                                                + " is claimed",
                                        "an account was changed without its claims: a bug, or a hand in the database")
                                .on(row.uuid("host")))
                .repairing(found -> recount(found.host().orElseThrow())));
    }

    /// Claims are the truth; the account follows, unless the host would hold more than it can.
    private boolean recount(UUID host) {
        return sql.tx(tx -> {
            tx.query("select 1 from inventory where host = ? order by class for update", row -> true, host);
            return tx.update("""
                    update inventory i set used = c.amount
                      from (select n.class, coalesce(sum(c.amount), 0)::bigint as amount
                              from inventory n left join claim c on c.host = n.host and c.class = n.class
                             where n.host = ? group by n.class) c
                     where i.host = ? and i.class = c.class and c.amount <= i.capacity
                    """, host, host) > 0;
        });
    }
}
