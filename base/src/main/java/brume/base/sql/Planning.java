package brume.base.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static final List<String> SETTINGS = List.of(
            "plan_cache_mode", "random_page_cost", "enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit");
    // Before release 18, PostgreSQL takes what it was told to avoid for so dear that it would compile it.
    private static final List<String> FOR_ONCE = List.of("force_generic_plan", "1.1", "off", "off", "off", "off");
    private static final String SAY = SETTINGS.stream()
            .map("set_config('%s', ?, false)"::formatted)
            .collect(Collectors.joining(", ", "select ", ""));
    private static final String ASK = SETTINGS.stream()
            .map("current_setting('%1$s') as %1$s"::formatted)
            .collect(Collectors.joining(", ", "select ", ""));
    private static final List<Statements.Ahead> SAY_ONCE = List.of(new Statements.Ahead(SAY, List.copyOf(FOR_ONCE)));

    /// What is known of a connection to the server.
    ///
    /// @param now  how it is set; empty while nobody knows
    /// @param each what sets it back to how it was made
    private record State(Optional<Planning> now, List<Statements.Ahead> each) {}

    private static final Map<PGConnection, State> STATES = Collections.synchronizedMap(new WeakHashMap<>());

    private static State fresh(Connection connection) {
        var made = Statements.query(connection, ASK, row -> {
                    var values = new ArrayList<Object>();
                    for (var setting : SETTINGS) values.add(row.text(setting));
                    return List.copyOf(values);
                })
                .getFirst();
        return new State(Optional.of(EACH), List.of(new Statements.Ahead(SAY, made)));
    }

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
        private final State state;
        private Optional<Planning> now;
        private boolean said;

        Turn(Connection connection) throws SQLException {
            server = connection.unwrap(PGConnection.class);
            var known = STATES.get(server);
            state = known == null ? fresh(connection) : known;
            if (known == null) STATES.put(server, state);
            now = state.now;
        }

        /// @return what has to go ahead of the next statement
        List<Statements.Ahead> to(Planning wanted) {
            if (now.equals(Optional.of(wanted))) return List.of();
            if (!said) STATES.put(server, new State(Optional.empty(), state.each));
            said = true;
            now = Optional.of(wanted);
            return wanted == EACH ? state.each : SAY_ONCE;
        }

        /// What was said is said for good.
        void lasts() {
            if (said) STATES.put(server, new State(now, state.each));
        }
    }
}
