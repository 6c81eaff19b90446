package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The verbs of groups and of who is in them.
public final class Groups {
    static final String KIND = "group";
    private final Ground ground;

    Groups(Ground ground) {
        this.ground = ground;
    }

    /// What a client asks of a new group.
    ///
    /// @param domain absent for that of the caller
    public record Wanted(Optional<String> domain, String name, String description, JsonNode extra) {}

    /// What shall be different; what is absent stays.
    public record Change(Optional<String> name, Optional<String> description, JsonNode extra) {}

    /// @throws CloudFault.Conflict when the name is taken in the domain
    public Group create(Caller caller, Wanted wanted) {
        var domain = wanted.domain
                .or(() -> caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.empty())
                .orElse(caller.domain());
        caller.require(IdentityActions.GROUP_CHANGE, Target.domain(domain));
        var id = ground.ids().next();
        return Rows.unique(
                KIND,
                wanted.name,
                () -> ground.sql().tx(tx -> {
                    Domains.hold(tx, domain);
                    tx.update(
                            """
                    insert into identity_group (id, domain, name, description, extra, created_at)
                    values (?, ?, ?, ?, ?, ?)
                    """,
                            id,
                            domain,
                            wanted.name,
                            wanted.description,
                            wanted.extra,
                            ground.clock().instant());
                    changed(tx, caller, "identity:groups:create", id, Map.of("name", wanted.name));
                    return only(tx, id);
                }));
    }

    public Group get(Caller caller, UUID id) {
        return required(caller, IdentityActions.GROUP_GET, id);
    }

    Optional<Group> find(UUID id) {
        return ground.sql().first("select " + Group.COLUMNS + " from identity_group where id = ?", Group::row, id);
    }

    /// By name; a reader of one domain sees those in it.
    public List<Group> list(Caller caller, Optional<String> ofDomain, Optional<String> name) {
        var domain =
                ofDomain.or(() -> caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.empty());
        caller.require(IdentityActions.GROUP_LIST, domain.map(Target::domain).orElse(Target.ANY));
        var where = new Where();
        domain.ifPresent(d -> where.and("domain = ?", d));
        name.ifPresent(n -> where.and("name = ?", n));
        return query(where);
    }

    /// The groups that a user is in.
    public List<Group> of(Caller caller, UUID user, Optional<String> name) {
        requiredUser(caller, IdentityActions.GROUP_LIST_OF_USER, user);
        var where = new Where().and("id in (select group_id from group_member where user_id = ?)", user);
        name.ifPresent(n -> where.and("name = ?", n));
        return query(where);
    }

    private List<Group> query(Where where) {
        return ground.sql()
                .query(
                        "select " + Group.COLUMNS + " from identity_group" + where.text() + " order by name, id",
                        Group::row,
                        where.parameters());
    }

    public Group update(Caller caller, UUID id, Change change) {
        required(caller, IdentityActions.GROUP_CHANGE, id);
        return Rows.unique(
                KIND,
                change.name.orElse(""),
                () -> ground.sql().tx(tx -> {
                    var old = locked(tx, caller, id);
                    tx.update(
                            "update identity_group set name = ?, description = ?, extra = ? where id = ?",
                            change.name.orElse(old.name()),
                            change.description.orElse(old.description()),
                            Rows.merged(old.extra(), change.extra),
                            id);
                    changed(tx, caller, "identity:groups:update", id, Map.of());
                    return only(tx, id);
                }));
    }

    /// Takes back the tokens of those who were in it.
    public void delete(Caller caller, UUID id) {
        required(caller, IdentityActions.GROUP_CHANGE, id);
        ground.sql().run(tx -> {
            var old = locked(tx, caller, id);
            var members = members(tx, id);
            tx.update("delete from identity_group where id = ?", id);
            changed(tx, caller, "identity:groups:delete", id, Map.of("name", old.name()));
            members.forEach(user -> ground.revocations().revoke(tx, Revocations.Kind.USER, user));
        });
    }

    /// The users in a group, by name.
    public List<User> users(Caller caller, UUID id, Optional<String> name) {
        required(caller, IdentityActions.GROUP_GET, id);
        var where = new Where().and("u.id in (select user_id from group_member where group_id = ?)", id);
        name.ifPresent(n -> where.and("u.name = ?", n));
        return ground.sql().query(User.SELECT + where.text() + " order by u.name", User::row, where.parameters());
    }

    static void hold(Tx tx, UUID id) {
        Rows.hold(tx, KIND, "identity_group", id);
    }

    static List<UUID> members(Tx tx, UUID group) {
        return tx.query("select user_id from group_member where group_id = ?", row -> row.uuid("user_id"), group);
    }

    public void add(Caller caller, UUID id, UUID user) {
        required(caller, IdentityActions.GROUP_CHANGE, id);
        requiredUser(caller, IdentityActions.USER_CHANGE, user);
        ground.sql().run(tx -> {
            Users.hold(tx, user);
            locked(tx, caller, id);
            tx.update("insert into group_member (group_id, user_id) values (?, ?) on conflict do nothing", id, user);
            changed(tx, caller, "identity:groups:add", id, Map.of("user", user));
        });
    }

    /// Takes back the user's tokens.
    ///
    /// @throws CloudFault.NotFound when the user is not in it
    public void remove(Caller caller, UUID id, UUID user) {
        required(caller, IdentityActions.GROUP_CHANGE, id);
        requiredUser(caller, IdentityActions.USER_CHANGE, user);
        ground.sql().run(tx -> {
            locked(tx, caller, id);
            if (tx.update("delete from group_member where group_id = ? and user_id = ?", id, user) == 0) {
                throw new CloudFault.NotFound(Users.KIND, user);
            }
            changed(tx, caller, "identity:groups:remove", id, Map.of("user", user));
            ground.revocations().revoke(tx, Revocations.Kind.USER, user);
        });
    }

    /// @throws CloudFault.NotFound when the user is not in the group
    public void check(Caller caller, UUID id, UUID user) {
        required(caller, IdentityActions.GROUP_GET, id);
        requiredUser(caller, IdentityActions.USER_GET, user);
        if (!ground.sql().exists("select from group_member where group_id = ? and user_id = ?", id, user)) {
            throw new CloudFault.NotFound(Users.KIND, user);
        }
    }

    private Group required(Caller caller, Action action, UUID id) {
        var found = find(id);
        caller.require(action, found.map(g -> Target.domain(g.domain())).orElse(Target.ANY));
        return found.orElseThrow(() -> new CloudFault.NotFound(KIND, id));
    }

    private void requiredUser(Caller caller, Action action, UUID id) {
        var found = Users.find(ground.sql(), id);
        var target = Target.user(id);
        caller.require(action, found.map(u -> target.in(u.domain())).orElse(target));
        if (found.isEmpty()) throw new CloudFault.NotFound(Users.KIND, id);
    }

    private static Group locked(Tx tx, Caller caller, UUID id) {
        var group = tx.first("select " + Group.COLUMNS + " from identity_group where id = ? for update", Group::row, id)
                .orElseThrow(() -> new CloudFault.NotFound(KIND, id));
        if (!caller.admin() && Reach.administers(tx, id)) {
            throw new CloudFault.Forbidden("group " + id + " administers the cloud; only who does so may change it");
        }
        return group;
    }

    private static Group only(Tx tx, UUID id) {
        return tx.only("select " + Group.COLUMNS + " from identity_group where id = ?", Group::row, id);
    }

    private void changed(Tx tx, Caller caller, String action, UUID id, Map<String, ?> detail) {
        ground.journal().changed(tx, caller, action, KIND, id, Optional.empty(), detail);
    }
}
