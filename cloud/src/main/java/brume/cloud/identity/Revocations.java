package brume.cloud.identity;

import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Which tokens no longer count, though they have not expired. All that can still matter is held in memory: to check
/// a token costs a few look-ups.
final class Revocations {
    private final Sql sql;
    private final InstantSource clock;
    private final Duration keep;
    private final Map<Key, Last> last = new ConcurrentHashMap<>();
    private volatile long known;
    /// Whether any were read since the start.
    private volatile boolean read;

    /// What a revocation is about.
    enum Kind {
        /// One token, by its audit id.
        TOKEN,
        /// All tokens of a user.
        USER,
        /// All tokens of a user for one target.
        USER_ON,
        /// All tokens of the users of a domain.
        USERS_OF,
        /// All tokens for a target.
        TARGET,
        /// All tokens that bear a role, by its name.
        ROLE,
        TRUST,
        CREDENTIAL
    }

    private record Key(Kind kind, String subject, String target) {}

    private record Last(long number, Instant expiresAt) {}

    /// @param keep how long a token can live: older revocations are forgotten
    Revocations(Sql sql, InstantSource clock, Duration keep) {
        this.sql = sql;
        this.clock = clock;
        this.keep = keep;
    }

    /// Reads what was added since the last time, and forgets what no token can be older than.
    synchronized void refresh() {
        var now = clock.instant();
        last.values().removeIf(each -> each.expiresAt.isBefore(now));
        sql.query(
                        """
                        select number, kind, subject, target, expires_at from revocation
                         where number > ? order by number
                        """,
                        row -> Map.entry(
                                new Key(row.word("kind", Kind.class), row.text("subject"), row.text("target")),
                                new Last(row.whole("number"), row.instant("expires_at"))),
                        known)
                .forEach(each -> {
                    last.put(each.getKey(), each.getValue());
                    known = each.getValue().number;
                });
        read = true;
    }

    /// The number that a token bears which is made from what is read after this call.
    long latest() {
        return sql.only("select coalesce(max(number), 0) as latest from revocation", row -> row.whole("latest"));
    }

    /// Takes tokens back, once the transaction is durable. Call it last in the transaction: it takes a lock.
    void revoke(Tx tx, Kind kind, Object subject, String target) {
        var now = clock.instant();
        tx.lock("identity", "revocation");
        tx.update("delete from revocation where expires_at < ?", now);
        tx.update(
                "insert into revocation (kind, subject, target, at, expires_at) values (?, ?, ?, ?, ?)",
                kind,
                String.valueOf(subject),
                target,
                now,
                now.plus(keep));
        tx.afterCommit(this::refresh);
    }

    void revoke(Tx tx, Kind kind, Object subject) {
        revoke(tx, kind, subject, "");
    }

    boolean covers(Token token) {
        if (!read) refresh();
        long since = token.revocation();
        if (since >= known) return false;
        var target = target(token.scope());
        return later(since, Kind.TOKEN, token.auditId())
                || later(since, Kind.USER, token.user())
                || later(since, Kind.USERS_OF, token.domain())
                || !target.isEmpty() && later(since, Kind.TARGET, target)
                || !target.isEmpty() && later(since, Kind.USER_ON, token.user().toString(), target)
                || token.scope() instanceof Scope.Project p && later(since, Kind.TARGET, "domain " + p.domain())
                || token.roles().stream().anyMatch(role -> later(since, Kind.ROLE, role))
                || later(since, Kind.TRUST, token.trust())
                || later(since, Kind.CREDENTIAL, token.credential());
    }

    private boolean later(long since, Kind kind, Optional<UUID> subject) {
        return subject.isPresent() && later(since, kind, subject.get());
    }

    private boolean later(long since, Kind kind, Object subject) {
        return later(since, kind, subject.toString(), "");
    }

    private boolean later(long since, Kind kind, String subject, String target) {
        var found = last.get(new Key(kind, subject, target));
        return found != null && found.number > since;
    }

    /// A scope as the target of a revocation; empty for none.
    static String target(Scope scope) {
        return switch (scope) {
            case Scope.Project p -> project(p.id());
            case Scope.Domain d -> domain(d.id());
            case Scope.System s -> "system";
            case Scope.None n -> "";
        };
    }

    static String project(UUID id) {
        return "project " + id;
    }

    static String domain(String id) {
        return "domain " + id;
    }
}
