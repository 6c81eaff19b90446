package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// The security group that each project has without asking: out goes everything, in comes what its own members send.
final class StandardGroup {
    private static final int TRIES = 5;
    private static final String KEPT = "select id from security_group where project = ? and standard for key share";

    private StandardGroup() {}

    /// The project's, kept from being deleted until the transaction ends; made when it is not there.
    static Supplier<UUID> kept(Tx tx, Means means, UUID project) {
        var asked = tx.ask(KEPT, row -> row.uuid("id"), project);
        return () -> asked.first().orElseGet(() -> make(tx, means, project));
    }

    /// The project's, made when it is not there.
    static UUID of(Tx tx, Means means, UUID project) {
        return find(tx, project).orElseGet(() -> make(tx, means, project));
    }

    /// Keeps these groups from being deleted until the transaction ends.
    ///
    /// @return those that are still there
    static Set<UUID> keep(Tx tx, Collection<UUID> groups) {
        return Set.copyOf(tx.query(
                "select id from security_group where id = any(?::uuid[]) order by id for key share",
                row -> row.uuid("id"),
                groups));
    }

    private static Optional<UUID> find(Tx tx, UUID project) {
        return tx.first("select id from security_group where project = ? and standard", row -> row.uuid("id"), project);
    }

    private static UUID make(Tx tx, Means means, UUID project) {
        for (int tried = 0; tried < TRIES; tried++) {
            var made = insert(tx, means, project);
            if (made.isPresent()) return made.get();
            // Somebody else made it at the same time, and has committed: it is visible now, or deleted already.
            var found = tx.first(KEPT, row -> row.uuid("id"), project);
            if (found.isPresent()) return found.get();
        }
        throw new CloudFault.Conflict("the project's default security group came and went meanwhile");
    }

    /// @return nothing when it is there
    private static Optional<UUID> insert(Tx tx, Means means, UUID project) {
        var id = means.ids().next();
        var now = means.now();
        int made = tx.update("""
                insert into security_group (id, project, name, description, created_at, updated_at, stateful, standard)
                values (?, ?, 'default', 'Default security group', ?, ?, true, true)
                    on conflict do nothing
                """, id, project, now, now);
        if (made == 0) return Optional.empty();
        for (int version : new int[] {4, 6}) {
            rule(tx, means, project, id, "EGRESS", version, null);
            rule(tx, means, project, id, "INGRESS", version, id);
        }
        return Optional.of(id);
    }

    /// Both rules that every new group has: all may go out.
    static void letOut(Tx tx, Means means, UUID project, UUID group) {
        for (int version : new int[] {4, 6}) rule(tx, means, project, group, "EGRESS", version, null);
    }

    private static void rule(Tx tx, Means means, UUID project, UUID group, String direction, int version, UUID remote) {
        var now = means.now();
        tx.update("""
                insert into security_group_rule
                       (id, project, description, created_at, updated_at, security_group, direction, ip_version,
                        remote_group)
                values (?, ?, '', ?, ?, ?, ?, ?, ?::uuid)
                """, means.ids().next(), project, now, now, group, direction, version, remote);
    }
}
