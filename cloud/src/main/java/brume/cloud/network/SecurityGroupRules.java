package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Prefix;
import brume.cloud.quota.Limit;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The rules of security groups. They are made and deleted, never changed.
public final class SecurityGroupRules {
    private final Means means;

    SecurityGroupRules(Means means) {
        this.means = means;
    }

    /// A rule to be made.
    ///
    /// @param protocol a name or a number
    public record Draft(
            Optional<UUID> project,
            UUID group,
            String description,
            Direction direction,
            int ipVersion,
            Optional<String> protocol,
            Optional<Integer> low,
            Optional<Integer> high,
            Optional<Prefix> remote,
            Optional<UUID> remoteGroup) {
        Optional<Cidr> remoteCidr() {
            return remote.map(Prefix::cidr);
        }
    }

    public List<SecurityGroupRule> list(Caller caller, Listing listing) {
        caller.project().ifPresent(project -> means.run(tx -> StandardGroup.of(tx, means, project)));
        return GroupTables.RULES.list(means.sql(), Sight.own(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public SecurityGroupRule get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    private static SecurityGroupRule visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return GroupTables.RULES
                .find(reads, id)
                .filter(rule -> all || Sight.owns(caller, rule.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("security_group_rule", id));
    }

    /// All of them, or none.
    public List<SecurityGroupRule> create(Caller caller, List<Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<SecurityGroupRule>();
            for (var draft : drafts) {
                made.add(GroupTables.RULES.find(tx, create(tx, caller, draft)).orElseThrow());
            }
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, Draft draft) {
        RuleChecks.check(draft);
        var group = SecurityGroups.visible(tx, caller, draft.group());
        Sight.change(caller, group.standing(), "security_group", true);
        var project = draft.project()
                .map(asked -> Sight.home(caller, Optional.of(asked)))
                .or(() -> group.standing().project())
                .orElseThrow();
        draft.remoteGroup().ifPresent(remote -> SecurityGroups.visible(tx, caller, remote));
        means.quotas().check(tx, project, Limit.SECURITY_GROUP_RULES, 1, () -> used(tx, project));
        var protocol = draft.protocol().map(Protocols::known).filter(word -> !word.equals("any"));
        twin(tx, draft, protocol).ifPresent(twin -> {
            throw exists(twin.toString());
        });
        var id = means.ids().next();
        var now = means.now();
        int made = tx.update(
                """
                insert into security_group_rule
                       (id, project, description, created_at, updated_at, security_group, direction, ip_version, protocol,
                        low, high, remote_cidr, remote_prefix, remote_group)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::cidr, ?::inet, ?)
                    on conflict (security_group, direction, ip_version, protocol, low, high, remote_cidr, remote_group)
                    do nothing
                """,
                id,
                project,
                draft.description(),
                now,
                now,
                group.id(),
                draft.direction(),
                draft.ipVersion(),
                protocol,
                draft.low(),
                draft.high(),
                draft.remoteCidr().map(Object::toString),
                draft.remote().map(Object::toString),
                draft.remoteGroup());
        if (made == 0)
            throw exists(twin(tx, draft, protocol).map(UUID::toString).orElse(""));
        touched(tx, caller, group.id(), draft.remoteGroup(), id, project);
        return id;
    }

    /// A rule that says the same, in whatever words.
    private static Optional<UUID> twin(Tx tx, Draft draft, Optional<String> protocol) {
        return tx.first(
                """
                select id from security_group_rule
                 where security_group = ? and direction = ? and ip_version = ?
                   and coalesce(protocol, '') = any(?::text[])
                   and low is not distinct from ?::integer and high is not distinct from ?::integer
                   and remote_cidr is not distinct from ?::cidr and remote_group is not distinct from ?::uuid
                """,
                row -> row.uuid("id"),
                draft.group(),
                draft.direction(),
                draft.ipVersion(),
                protocol.map(word -> Protocols.alike(word, draft.ipVersion())).orElse(List.of("")),
                draft.low(),
                draft.high(),
                draft.remoteCidr().map(Object::toString),
                draft.remoteGroup());
    }

    private static CloudFault exists(String twin) {
        return new CloudFault.Conflict("rule-exists", "Security group rule already exists. Rule id is " + twin + ".");
    }

    static long used(Reads reads, UUID project) {
        return reads.only(
                "select count(*) as n from security_group_rule where project = ?", row -> row.whole("n"), project);
    }

    private void touched(Tx tx, Caller caller, UUID group, Optional<UUID> remote, UUID rule, UUID project) {
        tx.update("update security_group set revision = revision + 1, updated_at = ? where id = ?", means.now(), group);
        Set<UUID> due = new HashSet<>(Set.of(group));
        remote.ifPresent(due::add);
        means.due().groups(tx, due);
        means.changed(tx, caller, "security_group_rule", rule, Optional.of(project));
    }

    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var rule = visible(tx, caller, id);
            Sight.change(caller, rule.standing(), "security_group_rule", true);
            Sight.unchanged(revision, rule.standing());
            if (tx.update("delete from security_group_rule where id = ?", id) == 0) {
                throw new CloudFault.NotFound("security_group_rule", id);
            }
            touched(
                    tx,
                    caller,
                    rule.group(),
                    rule.remoteGroup(),
                    id,
                    rule.standing().project().orElseThrow());
        });
    }
}
