package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Security groups, and what can be done to them. Each project has one named `default`, from its first look on.
public final class SecurityGroups {
    private final Means means;

    SecurityGroups(Means means) {
        this.means = means;
    }

    /// What a group is to be: what is absent is as usual, or stays as it is.
    public record Wish(Optional<String> name, Optional<String> description, Optional<Boolean> stateful) {}

    /// @param project absent for the caller's own
    public record Draft(Optional<UUID> project, Wish wish) {}

    public List<SecurityGroup> list(Caller caller, Listing listing) {
        standard(caller);
        return GroupTables.withRules(means.sql(), GroupTables.GROUPS.list(means.sql(), Sight.own(caller), listing));
    }

    private void standard(Caller caller) {
        caller.project().ifPresent(project -> {
            boolean there = means.sql().exists("select 1 from security_group where project = ? and standard", project);
            if (there || means.quotas().closed(means.sql(), project)) return;
            means.run(tx -> StandardGroup.of(tx, means, project));
        });
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public SecurityGroup get(Caller caller, UUID id) {
        return GroupTables.withRules(means.sql(), List.of(visible(means.sql(), caller, id)))
                .getFirst();
    }

    static SecurityGroup visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return GroupTables.GROUPS
                .find(reads, id)
                .filter(group -> all || Sight.owns(caller, group.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("security_group", id));
    }

    /// All of them, or none.
    public List<SecurityGroup> create(Caller caller, List<Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<SecurityGroup>();
            for (var draft : drafts) {
                made.add(GroupTables.GROUPS.find(tx, create(tx, caller, draft)).orElseThrow());
            }
            return GroupTables.withRules(tx, made);
        });
    }

    private UUID create(Tx tx, Caller caller, Draft draft) {
        var project = Sight.home(caller, draft.project());
        var wish = draft.wish();
        if (wish.name().filter("default"::equals).isPresent()) {
            throw new CloudFault.Conflict("default-group-exists", "Default security group already exists.");
        }
        means.quotas().check(tx, project, Limit.SECURITY_GROUPS, 1, () -> used(tx, project));
        StandardGroup.of(tx, means, project);
        var id = means.ids().next();
        var now = means.now();
        tx.update(
                """
                insert into security_group (id, project, name, description, created_at, updated_at, stateful, standard)
                values (?, ?, ?, ?, ?, ?, ?, false)
                """,
                id,
                project,
                wish.name().orElse(""),
                wish.description().orElse(""),
                now,
                now,
                wish.stateful().orElse(true));
        StandardGroup.letOut(tx, means, project, id);
        means.changed(tx, caller, "security_group", id, Optional.of(project));
        return id;
    }

    static long used(Reads reads, UUID project) {
        return reads.only("select count(*) as n from security_group where project = ?", row -> row.whole("n"), project);
    }

    public SecurityGroup update(Caller caller, UUID id, Optional<Long> revision, Wish wish) {
        return means.tx(tx -> {
            var group = changeable(tx, caller, id);
            Sight.unchanged(revision, group.standing());
            boolean renamed = wish.name()
                    .filter(name -> !name.equals(group.standing().name()))
                    .isPresent();
            if (renamed && (group.standard() || wish.name().get().equals("default"))) {
                throw new CloudFault.Conflict("default-group", "Updating default security group not allowed.");
            }
            if (wish.stateful().filter(on -> on != group.stateful()).isPresent()
                    && tx.exists("select 1 from port_group where security_group = ? limit 1", id)) {
                throw inUse(id);
            }
            tx.update("""
                update security_group
                   set name = coalesce(?, name), description = coalesce(?, description),
                       stateful = coalesce(?::boolean, stateful), revision = revision + 1, updated_at = ?
                 where id = ?
                """, wish.name(), wish.description(), wish.stateful(), means.now(), id);
            means.due().groups(tx, List.of(id));
            if (renamed) means.due().cardsIn(tx, id);
            means.changed(tx, caller, "security_group", id, group.standing().project());
            return GroupTables.withRules(tx, GroupTables.GROUPS.all(tx, List.of(id)))
                    .getFirst();
        });
    }

    private static SecurityGroup changeable(Tx tx, Caller caller, UUID id) {
        Sight.change(caller, visible(tx, caller, id).standing(), "security_group", true);
        return GroupTables.GROUPS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("security_group", id));
    }

    private static boolean joined(Tx tx, UUID id) {
        return tx.exists("select 1 from port_group where security_group = ? limit 1", id);
    }

    private static CloudFault inUse(UUID id) {
        return new CloudFault.Conflict(
                "group-in-use", "Security Group " + id + " in use: take it off its ports first.");
    }

    /// @throws CloudFault.Conflict when a port is in it, or it is the project's standard one
    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var group = changeable(tx, caller, id);
            Sight.unchanged(revision, group.standing());
            if (joined(tx, id)) throw inUse(id);
            if (group.standard() && !caller.admin()) {
                throw new CloudFault.Conflict(
                        "default-group-stays", "Insufficient rights for removing default security group.");
            }
            remove(tx, id);
            means.changed(tx, caller, "security_group", id, group.standing().project());
        });
    }

    private void remove(Tx tx, UUID id) {
        // Rules of others that name it have lost their meaning; and who is in those that its own named may be nobody's
        // business any more.
        var others = tx.query("""
            select security_group as other from security_group_rule where remote_group = ?
            union
            select remote_group from security_group_rule where security_group = ? and remote_group is not null
            """, row -> row.uuid("other"), id, id);
        tx.update("delete from security_group_rule where remote_group = ?", id);
        tx.update("delete from security_group where id = ?", id);
        means.due().groups(tx, List.of(id));
        means.due().groups(tx, others);
    }

    /// A project ends, and with it the group that its members can't delete, unless ports that were left are in it.
    void leave(Tx tx, UUID project) {
        var held = tx.query(
                "select id from security_group where project = ? and standard for update",
                row -> row.uuid("id"),
                project);
        // Who is in it is looked at once nobody can join it any more.
        for (var id : held) if (!joined(tx, id)) remove(tx, id);
    }
}
