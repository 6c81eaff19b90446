package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The verbs of grants: who has which role where.
public final class Grants {
    private static final String SAME = """
             where user_id is not distinct from ? and group_id is not distinct from ?
               and project is not distinct from ? and domain is not distinct from ?
               and inherited = ?
            """;
    private final Ground ground;

    Grants(Ground ground) {
        this.ground = ground;
    }

    /// Gives the role; nothing changes where it is given.
    ///
    /// @throws CloudFault.NotFound when actor, place or role is missing
    public void give(Caller caller, Grant grant) {
        check(caller, IdentityActions.GRANT_CHANGE, grant);
        var role = role(caller, IdentityActions.GRANT_CHANGE, grant);
        var place = domainOf(grant.place());
        if (role.domain().isPresent() && !role.domain().equals(place)) {
            throw new CloudFault.Forbidden("role " + role.id() + " is of another domain");
        }
        boolean wholeCloud = !(grant.place() instanceof Grant.OnDomain) || grant.inherited();
        ground.sql().run(tx -> {
            hold(tx, grant);
            if (!caller.admin() && wholeCloud && Roles.borne(tx, role.id()).contains("admin")) {
                throw new CloudFault.Forbidden("only administrators of the cloud may make others so");
            }
            tx.update(
                    """
                    insert into role_grant (id, user_id, group_id, project, domain, role, inherited)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                    """,
                    ground.ids().next(),
                    grant.user(),
                    grant.group(),
                    grant.project(),
                    grant.domain(),
                    grant.role(),
                    grant.inherited());
            changed(tx, caller, "identity:grants:give", grant);
        });
    }

    /// Takes the role away, and the tokens that were made by it.
    ///
    /// @throws CloudFault.NotFound when it was not given
    public void take(Caller caller, Grant grant) {
        check(caller, IdentityActions.GRANT_CHANGE, grant);
        role(caller, IdentityActions.GRANT_CHANGE, grant);
        ground.sql().run(tx -> {
            int gone = tx.update(
                    "delete from role_grant" + SAME + " and role = ?",
                    grant.user(),
                    grant.group(),
                    grant.project(),
                    grant.domain(),
                    grant.inherited(),
                    grant.role());
            if (gone == 0) throw missing(grant);
            changed(tx, caller, "identity:grants:take", grant);
            var users = grant.actor() instanceof Grant.OfGroup g
                    ? Groups.members(tx, g.id())
                    : grant.user().stream().toList();
            users.forEach(user -> revoke(tx, user, grant));
        });
    }

    private void revoke(Tx tx, UUID user, Grant grant) {
        if (grant.inherited()) {
            ground.revocations().revoke(tx, Revocations.Kind.USER, user);
            return;
        }
        var target = switch (grant.place()) {
            case Grant.OnProject p -> Revocations.project(p.id());
            case Grant.OnDomain d -> Revocations.domain(d.id());
            case Grant.OnSystem s -> "system";
        };
        ground.revocations().revoke(tx, Revocations.Kind.USER_ON, user, target);
    }

    /// @throws CloudFault.NotFound when it is not given
    public void require(Caller caller, Grant grant) {
        check(caller, IdentityActions.GRANT_READ, grant);
        role(caller, IdentityActions.GRANT_READ, grant);
        if (list(grant).stream().noneMatch(role -> role.id().equals(grant.role()))) throw missing(grant);
    }

    /// The roles that this actor was given in this place, with or without inheritance; what they imply is not told.
    public List<Role> roles(Caller caller, Grant.Actor actor, Grant.Place place, boolean inherited) {
        var grant = new Grant(actor, place, new UUID(0, 0), inherited);
        check(caller, IdentityActions.GRANT_READ, grant);
        return list(grant);
    }

    private List<Role> list(Grant grant) {
        return ground.sql()
                .query(
                        "select " + Role.COLUMNS + " from role where id in (select role from role_grant" + SAME
                                + ") order by name",
                        Role::row,
                        grant.user(),
                        grant.group(),
                        grant.project(),
                        grant.domain(),
                        grant.inherited());
    }

    private static CloudFault missing(Grant grant) {
        return new CloudFault.NotFound("role assignment with role", grant.role());
    }

    /// The domain of a place; absent for the system, and for what is not there.
    private Optional<String> domainOf(Grant.Place place) {
        return switch (place) {
            case Grant.OnProject p -> Projects.find(ground.sql(), p.id()).map(Project::domain);
            case Grant.OnDomain d -> Optional.of(d.id());
            case Grant.OnSystem s -> Optional.empty();
        };
    }

    /// @throws CloudFault.NotFound when it is missing, or of a domain where the caller may not do it
    private Role role(Caller caller, Action action, Grant grant) {
        var role = Roles.required(ground.sql(), grant.role());
        if (role.domain().filter(d -> !caller.may(action, Target.domain(d))).isPresent()) {
            throw new CloudFault.NotFound(Roles.KIND, grant.role());
        }
        return role;
    }

    /// Absent for who is not there.
    private Optional<String> domainOf(Grant.Actor actor) {
        return switch (actor) {
            case Grant.OfUser u -> Users.find(ground.sql(), u.id()).map(User::domain);
            case Grant.OfGroup g ->
                ground.sql().first("select domain from identity_group where id = ?", row -> row.text("domain"), g.id());
        };
    }

    /// Who administers a domain gives nothing of it to those of another one, and does not hear that they are there.
    private void check(Caller caller, Action action, Grant grant) {
        var domain = domainOf(grant.place());
        caller.require(action, domain.map(Target::domain).orElse(Target.ANY));
        boolean there = domainOf(grant.actor())
                .filter(d -> caller.may(action, Target.domain(d)))
                .isPresent();
        if (!there) {
            throw switch (grant.actor()) {
                case Grant.OfUser u -> new CloudFault.NotFound(Users.KIND, u.id());
                case Grant.OfGroup g -> new CloudFault.NotFound(Groups.KIND, g.id());
            };
        }
        if (grant.place() instanceof Grant.OnProject p && domain.isEmpty()) {
            throw new CloudFault.NotFound("project", p.id());
        }
        if (grant.place() instanceof Grant.OnDomain d
                && !ground.sql().exists("select from domain where id = ?", d.id())) {
            throw new CloudFault.NotFound("domain", d.id());
        }
    }

    /// All that it names is there, and stays until the transaction ends.
    private static void hold(Tx tx, Grant grant) {
        switch (grant.place()) {
            case Grant.OnProject p -> Projects.hold(tx, p.id());
            case Grant.OnDomain d -> Domains.hold(tx, d.id());
            case Grant.OnSystem s -> {}
        }
        switch (grant.actor()) {
            case Grant.OfUser u -> Users.hold(tx, u.id());
            case Grant.OfGroup g -> Groups.hold(tx, g.id());
        }
        Roles.hold(tx, grant.role());
    }

    private void changed(Tx tx, Caller caller, String action, Grant grant) {
        var who = grant.user().or(grant::group).orElseThrow();
        ground.journal()
                .changed(
                        tx,
                        caller,
                        action,
                        "grant",
                        who,
                        grant.project(),
                        Map.of("role", grant.role(), "place", grant.place().toString()));
    }
}
