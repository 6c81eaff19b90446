package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// The verbs of users.
public final class Users {
    static final String KIND = "user";
    private final Ground ground;
    private final Passwords passwords;
    private final Doorkeeper doorkeeper;
    private final List<BiConsumer<Tx, UUID>> onDelete = new CopyOnWriteArrayList<>();

    Users(Ground ground, Passwords passwords, Doorkeeper doorkeeper) {
        this.ground = ground;
        this.passwords = passwords;
        this.doorkeeper = doorkeeper;
    }

    /// What a client asks of a new user.
    ///
    /// @param domain absent for that of the caller
    public record Wanted(
            Optional<String> domain,
            String name,
            Optional<String> password,
            boolean enabled,
            Optional<UUID> defaultProject,
            JsonNode options,
            JsonNode extra) {}

    /// What shall be different; what is absent stays.
    ///
    /// @param defaultProject an inner absence takes it away
    public record Change(
            Optional<String> name,
            Optional<String> password,
            Optional<Boolean> enabled,
            Optional<Optional<UUID>> defaultProject,
            Optional<JsonNode> options,
            JsonNode extra) {}

    /// Which are wanted.
    public record Filter(Optional<String> domain, Optional<String> name, Optional<Boolean> enabled) {
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// @throws CloudFault.Conflict when the name is taken in the domain
    public User create(Caller caller, Wanted wanted) {
        var domain = wanted.domain
                .or(() -> caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.empty())
                .orElse(caller.domain());
        caller.require(IdentityActions.USER_CHANGE, Target.domain(domain));
        var id = ground.ids().next();
        var hash = wanted.password.map(passwords::hash);
        return Rows.unique(
                KIND,
                wanted.name,
                () -> ground.sql().tx(tx -> {
                    Domains.hold(tx, domain);
                    tx.update(
                            """
                    insert into identity_user (id, domain, name, enabled, default_project, options, extra, created_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                            id,
                            domain,
                            wanted.name,
                            wanted.enabled,
                            wanted.defaultProject,
                            wanted.options,
                            wanted.extra,
                            ground.clock().instant());
                    hash.ifPresent(h -> setPassword(tx, id, h));
                    changed(tx, caller, "identity:users:create", id, Map.of("name", wanted.name));
                    return only(tx, id);
                }));
    }

    /// @throws CloudFault.Forbidden when the caller may not, whether or not there is such a user
    public User get(Caller caller, UUID id) {
        return required(caller, IdentityActions.USER_GET, id);
    }

    Optional<User> find(UUID id) {
        return find(ground.sql(), id);
    }

    static void hold(Tx tx, UUID id) {
        Rows.hold(tx, KIND, "identity_user", id);
    }

    static Optional<User> find(Reads reads, UUID id) {
        return reads.first(User.SELECT + " where u.id = ?", User::row, id);
    }

    /// By name; a reader of one domain sees those in it.
    public List<User> list(Caller caller, Filter filter) {
        var domain = filter.domain.or(
                () -> caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.empty());
        caller.require(IdentityActions.USER_LIST, domain.map(Target::domain).orElse(Target.ANY));
        var where = new Where();
        domain.ifPresent(d -> where.and("u.domain = ?", d));
        filter.name.ifPresent(n -> where.and("u.name = ?", n));
        filter.enabled.ifPresent(e -> where.and("u.enabled = ?", e));
        return ground.sql().query(User.SELECT + where.text() + " order by u.name, u.id", User::row, where.parameters());
    }

    /// To disable a user, or to set another password, takes back the user's tokens.
    public User update(Caller caller, UUID id, Change change) {
        required(caller, IdentityActions.USER_CHANGE, id);
        var hash = change.password.map(passwords::hash);
        return Rows.unique(
                KIND,
                change.name.orElse(""),
                () -> ground.sql().tx(tx -> {
                    var old = locked(tx, id);
                    guard(tx, caller, id);
                    boolean enabled = change.enabled.orElse(old.enabled());
                    tx.update(
                            """
                    update identity_user
                       set name = ?, enabled = ?, default_project = ?, options = ?, extra = ?
                     where id = ?
                    """,
                            change.name.orElse(old.name()),
                            enabled,
                            change.defaultProject.orElse(old.defaultProject()),
                            change.options
                                    .map(o -> Rows.options(old.options(), o))
                                    .orElse(old.options()),
                            Rows.merged(old.extra(), change.extra),
                            id);
                    hash.ifPresent(h -> setPassword(tx, id, h));
                    changed(tx, caller, "identity:users:update", id, Map.of());
                    if (hash.isPresent() || old.enabled() && !enabled) revoke(tx, id);
                    return only(tx, id);
                }));
    }

    /// A user's own doing: who knows the old password needs no token, since it may have expired.
    ///
    /// @throws CloudFault.Unauthenticated when there is no such user, or that is not the password
    /// @throws CloudFault.RateLimited     after too many that were wrong
    public void changePassword(String source, String request, UUID id, String original, String wanted) {
        var stored = Passwords.stored(ground.sql(), id);
        var user = attempt(source, request, id, () -> {
                    boolean right = passwords.matches(original, stored);
                    return find(id).filter(found -> right && found.enabled());
                })
                .orElseThrow(CloudFault.Unauthenticated::new);
        if (Rows.isTrue(user.options(), "lock_password")) {
            throw new CloudFault.Invalid("Password change is locked for this user.");
        }
        if (original.equals(wanted))
            throw new CloudFault.Invalid("The new password cannot be identical to the old one.");
        var hash = passwords.hash(wanted);
        var caller = new Caller(Optional.of(id), user.domain(), new Scope.None(), Set.of(), source, request);
        ground.sql().run(tx -> {
            locked(tx, id);
            if (!Passwords.stored(tx, id).equals(stored)) throw new CloudFault.Unauthenticated();
            setPassword(tx, id, hash);
            changed(tx, caller, IdentityActions.USER_PASSWORD.name(), id, Map.of());
            revoke(tx, id);
        });
    }

    /// An old password is guessed here as well as at the login.
    private Optional<User> attempt(String source, String request, UUID id, Supplier<Optional<User>> proof) {
        try {
            return doorkeeper.attempt(id, source, proof);
        } catch (CloudFault.RateLimited e) {
            ground.journal().held(source, request, IdentityActions.USER_PASSWORD.name(), KIND, id.toString());
            throw e;
        }
    }

    /// Calls `listener` in each transaction that deletes a user, before the row goes.
    void onDelete(BiConsumer<Tx, UUID> listener) {
        onDelete.add(listener);
    }

    void gone(Tx tx, UUID user) {
        onDelete.forEach(listener -> listener.accept(tx, user));
    }

    public void delete(Caller caller, UUID id) {
        required(caller, IdentityActions.USER_CHANGE, id);
        ground.sql().run(tx -> {
            var old = locked(tx, id);
            guard(tx, caller, id);
            gone(tx, id);
            tx.update("delete from identity_user where id = ?", id);
            changed(tx, caller, "identity:users:delete", id, Map.of("name", old.name()));
            revoke(tx, id);
        });
    }

    private void setPassword(Tx tx, UUID user, String hash) {
        tx.update(
                "insert into user_password (id, user_id, hash, created_at) values (?, ?, ?, ?)",
                ground.ids().next(),
                user,
                hash,
                ground.clock().instant());
    }

    private void revoke(Tx tx, UUID id) {
        ground.revocations().revoke(tx, Revocations.Kind.USER, id);
    }

    /// Who administers one domain must not become, by way of another user, an administrator of all.
    private static void guard(Tx tx, Caller caller, UUID id) {
        if (!caller.admin() && Reach.administers(tx, id)) {
            throw new CloudFault.Forbidden("user " + id + " administers the cloud; only others who do may change it");
        }
    }

    private User required(Caller caller, Action action, UUID id) {
        var found = find(id);
        var target = Target.user(id);
        caller.require(action, found.map(u -> target.in(u.domain())).orElse(target));
        return found.orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private static User locked(Tx tx, UUID id) {
        return tx.first(User.SELECT + " where u.id = ? for update of u", User::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private static User only(Tx tx, UUID id) {
        return tx.only(User.SELECT + " where u.id = ?", User::row, id);
    }

    private void changed(Tx tx, Caller caller, String action, UUID id, Map<String, ?> detail) {
        ground.journal().changed(tx, caller, action, KIND, id, Optional.empty(), detail);
    }
}
