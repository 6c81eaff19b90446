package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.loop.Scheduler;
import brume.base.seal.KeyRing;
import brume.base.sql.Once;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.journal.Journal;
import brume.cloud.upkeep.Belongings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who there is, and who may what: domains, projects, users, groups, roles, grants, tokens, and the catalog.
public final class Identity {
    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration UPKEEP = Duration.ofMinutes(5);
    private static final Duration KEY_AGE = Duration.ofDays(1);
    private final Ground ground;
    private final Passwords passwords;
    private final KeyRing keys;
    private final Domains domains;
    private final Projects projects;
    private final Users users;
    private final Groups groups;
    private final Roles roles;
    private final Grants grants;
    private final Assignments assignments;
    private final Credentials credentials;
    private final Logins logins;
    private final Catalog catalog;
    private final Regions regions;
    private final Once<UUID> epoch;

    /// @param random    makes keys, nonces and salts: a cryptographic source, but in simulations
    /// @param keyFolder where the keys of tokens are; made when it is missing
    public Identity(Sql sql, InstantSource clock, Ids ids, RandomGenerator random, Journal journal, Path keyFolder) {
        var revocations = new Revocations(sql, clock, TOKEN_LIFE);
        ground = new Ground(sql, clock, ids, journal, revocations);
        passwords = new Passwords(random);
        keys = new KeyRing(keyFolder, clock, random);
        projects = new Projects(ground);
        var doorkeeper = new Doorkeeper(clock);
        users = new Users(ground, passwords, doorkeeper);
        domains = new Domains(ground, projects::remove, users::gone);
        groups = new Groups(ground);
        roles = new Roles(ground);
        grants = new Grants(ground);
        assignments = new Assignments(ground);
        catalog = new Catalog(ground);
        regions = new Regions(ground);
        credentials = new Credentials(ground, passwords);
        epoch = new Once<>(() -> Beginning.epoch(sql, ids));
        logins =
                new Logins(ground, passwords, credentials, doorkeeper, new TokenCodec(keys, epoch, random), TOKEN_LIFE);
    }

    /// Makes what there must be before anybody can log in; does nothing where it is there.
    public void bootstrap(FirstThings things) {
        new Beginning(ground.sql(), ground.clock(), ground.ids(), passwords).make(things);
    }

    /// After a restore: no token of before is good any more, since what took some of them back may be forgotten.
    public static void restored(Tx tx) {
        tx.update("delete from identity_epoch");
    }

    /// Who bears this token. The database is not asked.
    ///
    /// @param source  the client's address
    /// @param request the request's id
    /// @param call    what it is for: some tokens are good for some calls alone
    /// @throws CloudFault.Unauthenticated when it is none of ours, has expired, was taken back, or is not for that
    public Caller caller(String token, String source, String request, AccessRule.Call call) {
        var said = logins.live(token)
                .filter(t -> t.credential().isEmpty()
                        || credentials.allows(t.credential().get(), call))
                .orElseThrow(CloudFault.Unauthenticated::new);
        return caller(said, source, request);
    }

    /// As the other, for calls that no rule allows.
    public Caller caller(String token, String source, String request) {
        return caller(token, source, request, new AccessRule.Call("", "", ""));
    }

    private static Caller caller(Token said, String source, String request) {
        return new Caller(Optional.of(said.user()), said.domain(), said.scope(), said.roles(), source, request);
    }

    /// A project by its id, whoever asks.
    public Optional<Project> project(UUID id) {
        return projects.find(id);
    }

    /// Makes sure that a project is there, and stays until the transaction ends.
    ///
    /// @throws CloudFault.NotFound when it is not
    public void holdProject(Tx tx, UUID id) {
        Projects.hold(tx, id);
    }

    /// Calls `listener` in each transaction that deletes a project, before the row goes. It may refuse by a fault.
    public void onProjectDelete(Projects.Ending listener) {
        projects.onDelete(listener);
    }

    /// Calls `listener` in each transaction that deletes a user, before the row goes.
    public void onUserDelete(BiConsumer<Tx, UUID> listener) {
        users.onDelete(listener);
    }

    /// What this slice knows of deletes.
    public Belongings belongings() {
        return IdentityBelongings.all();
    }

    /// Begins to renew the keys of tokens when they have grown old, and to look for revocations that others made.
    public void start(Scheduler scheduler) {
        epoch.get();
        keepUp(scheduler);
    }

    private void keepUp(Scheduler scheduler) {
        scheduler.runAt(ground.clock().instant().plus(UPKEEP), "identity-upkeep", () -> {
            try {
                upkeep();
            } catch (RuntimeException e) {
                LOG.error("the upkeep of tokens failed; it is tried again in {}", UPKEEP, e);
            } finally {
                keepUp(scheduler);
            }
        });
    }

    private void upkeep() {
        keys.rotate(KEY_AGE, TOKEN_LIFE);
        ground.revocations().refresh();
    }

    public Domains domains() {
        return domains;
    }

    public Projects projects() {
        return projects;
    }

    public Users users() {
        return users;
    }

    public Groups groups() {
        return groups;
    }

    public Roles roles() {
        return roles;
    }

    public Grants grants() {
        return grants;
    }

    public Assignments assignments() {
        return assignments;
    }

    public Credentials credentials() {
        return credentials;
    }

    public Logins logins() {
        return logins;
    }

    public Catalog catalog() {
        return catalog;
    }

    public Regions regions() {
        return regions;
    }
}
