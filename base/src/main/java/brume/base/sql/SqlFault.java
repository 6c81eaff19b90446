package brume.base.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/// The database refused. Only what a caller can act on is told apart; all else is a bug or an outage.
public final class SqlFault extends RuntimeException {
    private final String state;

    public SqlFault(SQLException cause) {
        super(cause.getMessage(), cause);
        this.state = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /// A unique index refused (23505). Inside a transaction nothing more can be done but to give it up.
    public boolean duplicate() {
        return state.equals("23505");
    }

    /// A foreign key refused (23503).
    public boolean orphan() {
        return state.equals("23503");
    }

    /// A check constraint refused (23514).
    public boolean checked() {
        return state.equals("23514");
    }

    /// Another transaction was in the way; the same one may succeed when run again.
    public boolean again() {
        return state.equals("40001") || state.equals("40P01");
    }

    /// A regular expression is none, or needs more room than there is for one (2201B).
    public boolean badExpression() {
        return state.equals("2201B");
    }

    /// It was given up for working too long (57014).
    public boolean tooLong() {
        return state.equals("57014");
    }

    /// There is no such table (42P01).
    public boolean noTable() {
        return state.equals("42P01");
    }

    /// There is no such database (3D000).
    public boolean noDatabase() {
        return state.equals("3D000");
    }

    /// The database did not answer, or could not: it is gone, is starting, has no room, or lost its disk; or the pool
    /// has no connection to give. What a transaction did whose commit met this is not known. (PostgreSQL manual,
    /// appendix A: classes 08, 53, 57P, 58.)
    public boolean outage() {
        return getCause() instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("58");
    }

    /// The constraint that refused, or the empty string.
    public String constraint() {
        return getCause() instanceof org.postgresql.util.PSQLException e
                        && e.getServerErrorMessage() != null
                        && e.getServerErrorMessage().getConstraint() != null
                ? e.getServerErrorMessage().getConstraint()
                : "";
    }
}
