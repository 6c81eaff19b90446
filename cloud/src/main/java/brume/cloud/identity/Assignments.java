package brume.cloud.identity;

import brume.base.sql.Row;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who has which roles where: as it was granted, or as it works out for each user.
public final class Assignments {
    private static final String GRANTED = """
            with found as (
                select g.user_id, g.group_id, g.project, g.domain, g.role, g.inherited,
                       null::uuid as via_group, g.role as granted_role, g.project as granted_project,
                       g.domain as granted_domain
                  from role_grant g
            )
            """;
    private static final String EFFECTIVE = """
            with recursive reach as (
                select id as prior, id as role from role
                union
                select r.prior, i.implied from reach r join role_implication i on i.prior = r.role
            ), tree as (
                select id as top, id from project
                union all
                select t.top, p.id from project p join tree t on p.parent = t.id
            ), acted as (
                select g.*, coalesce(g.user_id, m.user_id) as actor
                  from role_grant g left join group_member m on m.group_id = g.group_id
                 where g.user_id is not null or m.user_id is not null
            ), placed as (
                select a.*, a.project as at_project, a.domain as at_domain from acted a where not a.inherited
                union all
                select a.*, t.id, null from acted a join tree t on t.top = a.project and t.id <> t.top where a.inherited
                union all
                select a.*, p.id, null from acted a join project p on p.domain = a.domain where a.inherited
            ), found as (
                select p.actor as user_id, null::uuid as group_id, p.at_project as project, p.at_domain as domain,
                       r.role, p.inherited, p.group_id as via_group, p.role as granted_role,
                       p.project as granted_project, p.domain as granted_domain
                  from placed p join reach r on r.prior = p.role join role x on x.id = r.role
                 where x.domain is null or x.id = p.role
            )
            """;
    private static final String NAMED = """
            select f.*, u.name as user_name, u.domain as user_domain, ud.name as user_domain_name,
                   gr.name as group_name, gr.domain as group_domain, gd.name as group_domain_name,
                   p.name as project_name, p.domain as project_domain, pd.name as project_domain_name,
                   d.name as domain_name, r.name as role_name, r.domain as role_domain, rd.name as role_domain_name
              from found f
              left join identity_user u on u.id = f.user_id left join domain ud on ud.id = u.domain
              left join identity_group gr on gr.id = f.group_id left join domain gd on gd.id = gr.domain
              left join project p on p.id = f.project left join domain pd on pd.id = p.domain
              left join domain d on d.id = f.domain
              join role r on r.id = f.role left join domain rd on rd.id = r.domain
            """;
    private final Ground ground;

    Assignments(Ground ground) {
        this.ground = ground;
    }

    /// A thing with its name and, where it has one, its domain.
    public record Named(String id, String name, Optional<String> domain, Optional<String> domainName) {}

    /// @param project        where it holds; the system when there is no domain either
    /// @param inherited      whether it came, or goes, down the tree
    /// @param viaGroup       the group by which a user has it
    /// @param grantedRole    another one than `role` when that is implied
    /// @param grantedProject where it was given
    public record Assignment(
            Optional<Named> user,
            Optional<Named> group,
            Optional<Named> project,
            Optional<Named> domain,
            Named role,
            boolean inherited,
            Optional<UUID> viaGroup,
            UUID grantedRole,
            Optional<UUID> grantedProject,
            Optional<String> grantedDomain) {}

    /// Which are wanted.
    ///
    /// @param effective whether groups, trees and implied roles are worked out
    /// @param subtree   whether the projects below `project` count too
    public record Filter(
            Optional<UUID> user,
            Optional<UUID> group,
            Optional<UUID> role,
            Optional<UUID> project,
            Optional<String> domain,
            boolean system,
            boolean inherited,
            boolean effective,
            boolean subtree) {}

    public List<Assignment> list(Caller caller, Filter filter) {
        var own = caller.scope() instanceof Scope.Domain d ? Optional.of(d.id()) : Optional.<String>empty();
        caller.require(IdentityActions.ASSIGNMENT_LIST, own.map(Target::domain).orElse(Target.ANY));
        var where = new Where();
        own.ifPresent(d -> where.and("f.domain = ? or p.domain = ?", d, d));
        filter.user.ifPresent(u -> where.and("f.user_id = ?", u));
        filter.group.ifPresent(g -> where.and("f.group_id = ?", g));
        filter.role.ifPresent(r -> where.and("f.role = ?", r));
        filter.domain.ifPresent(d -> where.and("f.domain = ?", d));
        if (filter.system) where.and("f.project is null and f.domain is null");
        if (filter.inherited) where.and("f.inherited");
        filter.project.ifPresent(p -> {
            if (filter.subtree) {
                where.and("""
                        f.project in (
                            with recursive below as (
                                select ?::uuid as id
                                union all
                                select c.id from project c join below b on c.parent = b.id
                            )
                            select id from below)
                        """, p);
            } else where.and("f.project = ?", p);
        });
        return ground.sql()
                .query(
                        (filter.effective ? EFFECTIVE : GRANTED) + NAMED + where.text()
                                + " order by f.user_id, f.group_id, f.project, f.domain, r.name",
                        Assignments::assignment,
                        where.parameters());
    }

    private static Assignment assignment(Row row) {
        return new Assignment(
                named(row, row.optUuid("user_id").map(UUID::toString), "user"),
                named(row, row.optUuid("group_id").map(UUID::toString), "group"),
                named(row, row.optUuid("project").map(UUID::toString), "project"),
                row.optText("domain")
                        .map(id -> new Named(id, row.text("domain_name"), Optional.empty(), Optional.empty())),
                named(row, Optional.of(row.uuid("role").toString()), "role").orElseThrow(),
                row.flag("inherited"),
                row.optUuid("via_group"),
                row.uuid("granted_role"),
                row.optUuid("granted_project"),
                row.optText("granted_domain"));
    }

    private static Optional<Named> named(Row row, Optional<String> id, String kind) {
        return id.map(i -> new Named(
                i.replace("-", ""),
                row.text(kind + "_name"),
                row.optText(kind + "_domain"),
                row.optText(kind + "_domain_name")));
    }
}
