package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Who there is, and who may what: domains, projects, users, groups, roles, grants, tokens, and the catalog.
public final class Identity {
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration KEY_AGE = Duration.ofDays(1);
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Passwords passwords;
    private final KeyRing keys;
    private final TokenCodec codec;
    private final Revocations revocations;
    private final Journal journal;

    /// @param random    makes keys, nonces and salts: a cryptographic source, but in simulations
    /// @param keyFolder where the keys of tokens are; made when it is missing
    public Identity(Sql sql, InstantSource clock, Ids ids, RandomGenerator random, Journal journal, Path keyFolder) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.passwords = new Passwords(random);
        this.keys = new KeyRing(keyFolder, clock, random);
        this.codec = new TokenCodec(keys, Beginning.epoch(sql, ids), random);
        this.revocations = new Revocations(sql, clock, TOKEN_LIFE);
        revocations.refresh();
    }

    /// Makes what there must be before anybody can log in; does nothing where it is there.
    public void bootstrap(FirstThings things) {
        new Beginning(sql, clock, ids, passwords).make(things);
    }

    /// Who bears this token. The database is not asked.
    ///
    /// @param source  the client's address
    /// @param request the request's id
    /// @throws CloudFault.Unauthenticated when it is none of ours, has expired, or was taken back
    public Caller caller(String token, String source, String request) {
        var said = live(token).orElseThrow(CloudFault.Unauthenticated::new);
        return new Caller(Optional.of(said.user()), said.domain(), said.scope(), said.roles(), source, request);
    }

    /// What a token says, while it counts.
    public Optional<Token> live(String token) {
        return codec.open(token).filter(said -> said.expiresAt().isAfter(clock.instant()) && !revocations.covers(said));
    }

    /// A project by its id, whoever asks.
    public Optional<Project> project(UUID id) {
        return sql.first("select " + Project.COLUMNS + " from project where id = ?", Project::row, id);
    }

    /// Makes a new key for tokens when the newest has grown old. Call it from time to time.
    public void rotateKeys() {
        keys.rotate(KEY_AGE, TOKEN_LIFE);
    }
}
