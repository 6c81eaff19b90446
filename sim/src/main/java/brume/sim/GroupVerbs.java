package brume.sim;

import brume.cloud.network.PortWish;
import brume.cloud.network.SecurityGroupRules;
import brume.cloud.network.SecurityGroups;
import brume.cloud.network.address.Prefix;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What tenants do with security groups and their rules.
final class GroupVerbs {
    static final List<Verb> ALL = List.of(
            new Verb("security-group.create", 25, GroupVerbs::create),
            new Verb("security-group.delete", 15, t -> Verbs.delete(t, Kind.SECURITY_GROUP)),
            new Verb(
                    "security-group-rule.create",
                    40,
                    t -> t.any(Kind.SECURITY_GROUP).ifPresent(group -> rule(t, group))),
            new Verb("security-group-rule.delete", 20, t -> Verbs.delete(t, Kind.SECURITY_GROUP_RULE)),
            new Verb("port.groups", 20, t -> t.any(Kind.PORT).ifPresent(port -> groups(t, port))));

    private GroupVerbs() {}

    private static void create(Tenant tenant) {
        var name = tenant.fresh("group");
        var wish = new SecurityGroups.Wish(Optional.of(name), Optional.empty(), Optional.empty());
        tenant.make(
                Kind.SECURITY_GROUP,
                "security-group.create",
                name,
                List.of(),
                caller -> NetworkVerbs.networks(tenant)
                        .securityGroups()
                        .create(caller, List.of(new SecurityGroups.Draft(Optional.empty(), wish)))
                        .getFirst()
                        .id());
    }

    private static void rule(Tenant tenant, Thing group) {
        var name = tenant.fresh("rule");
        var other = tenant.chance(40) ? tenant.any(Kind.SECURITY_GROUP) : Optional.<Thing>empty();
        int low = 1 + tenant.dice().nextInt(60_000);
        var draft = new SecurityGroupRules.Draft(
                Optional.empty(),
                group.id(),
                name,
                Direction.INGRESS,
                4,
                Optional.of("tcp"),
                Optional.of(low),
                Optional.of(low + tenant.dice().nextInt(10)),
                other.isPresent() ? Optional.empty() : Optional.of(Prefix.of("198.51.100.0/24")),
                other.map(Thing::id));
        // One that names a group goes with it.
        var parents = other.filter(o -> o != group).map(o -> List.of(group, o)).orElse(List.of(group));
        tenant.make(
                Kind.SECURITY_GROUP_RULE,
                "security-group-rule.create",
                name,
                parents,
                caller -> NetworkVerbs.networks(tenant)
                        .securityGroupRules()
                        .create(caller, List.of(draft))
                        .getFirst()
                        .id());
    }

    private static void groups(Tenant tenant, Thing port) {
        var some = tenant.chance(20)
                ? List.<UUID>of()
                : tenant.any(Kind.SECURITY_GROUP).map(Thing::id).stream().toList();
        tenant.ask("port.groups", port, caller -> {
            NetworkVerbs.networks(tenant).ports().update(caller, port.id(), Optional.empty(), PortWish.groups(some));
            return true;
        });
    }
}
