package brume.base.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.postgresql.PGConnection;

/// How a connection plans its statements. It goes on as it did for whoever was there before, so that those who come one
/// after another and want the same say nothing; what they say when they want something else goes ahead of their
/// statement, in the same round trip.
enum Planning {
    /// Each time anew, by its parameters and by how tables are: as the server is set.
    EACH,
    /// Once, whatever the parameters are. A plan that was made while tables were empty would read them whole for as
    /// long as it is kept: so it is made for indexes, whatever the tables are like.
    ONCE;

    private static final List<Statements.Ahead> SAY_EACH = List.of(new Statements.Ahead("reset all", List.of()));

    // Before release 18, PostgreSQL takes what it was told to avoid for so dear that it would compile it.
    private static final List<Statements.Ahead> SAY_ONCE = List.of(new Statements.Ahead("""
            select set_config('plan_cache_mode', 'force_generic_plan', false),
                   set_config('random_page_cost', '1.1', false), set_config('enable_seqscan', 'off', false),
                   set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),
                   set_config('jit', 'off', false)
            """, List.of()));

    /// How each connection to the server is set; empty while nobody knows.
    private static final Map<PGConnection, Optional<Planning>> SET = Collections.synchronizedMap(new WeakHashMap<>());

    /// Runs a statement that commits by itself.
    ///
    /// @param work gets what goes ahead of it
    static <T> T alone(Connection connection, Planning wanted, Function<List<Statements.Ahead>, T> work)
            throws SQLException {
        var turn = new Turn(connection);
        var result = work.apply(turn.to(wanted));
        turn.lasts();
        return result;
    }

    /// One use of a connection, which may set it otherwise. What is undone is as if it had not been said, and what
    /// failed may be so or so: until [#lasts] is called nobody knows.
    static final class Turn {
        private final PGConnection server;
        private Optional<Planning> now;
        private boolean said;

        Turn(Connection connection) throws SQLException {
            server = connection.unwrap(PGConnection.class);
            now = SET.getOrDefault(server, Optional.of(EACH));
        }

        /// @return what has to go ahead of the next statement
        List<Statements.Ahead> to(Planning wanted) {
            if (now.equals(Optional.of(wanted))) return List.of();
            if (!said) SET.put(server, Optional.empty());
            said = true;
            now = Optional.of(wanted);
            return wanted == EACH ? SAY_EACH : SAY_ONCE;
        }

        /// What was said is said for good.
        void lasts() {
            if (said) SET.put(server, now);
        }
    }
}
