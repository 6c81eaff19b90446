package brume.cloud.network;

import brume.base.sql.Asked;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.SecurityGroupSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Security groups as hosts should apply them: a host needs one when a port in it is plugged in there, or one in a
/// group whose rules name it.
final class GroupPlans {
    private record Place(UUID group, HostId host) {}

    private record Member(UUID group, String address) {}

    /// The groups that are to be planned, with those that their rules name.
    static Asked<SecurityGroup> ask(Tx tx, Collection<UUID> due) {
        return GroupTables.GROUPS.ask(tx, """
                id = any(array(select unnest(?::uuid[]) union
                               select remote_group from security_group_rule
                                where security_group = any(?::uuid[]) and remote_group is not null))
                """, due, due);
    }

    /// @param asked of those that are due
    void add(Tx tx, Plan plan, Collection<UUID> due, Asked<SecurityGroup> asked) {
        if (due.isEmpty()) return;
        var ids = new HashSet<>(due);
        asked.rows().forEach(group -> ids.add(group.id()));
        for (var id : ids) plan.covers(new ItemKey(ItemKey.Kind.SECURITY_GROUP, id));
        var wanted = places(tx, ids);
        var groups =
                GroupTables.withRules(tx, asked.rows()).stream().collect(Collectors.toMap(SecurityGroup::id, g -> g));
        var places = wanted.rows().stream()
                .filter(place -> groups.containsKey(place.group))
                .collect(Collectors.groupingBy(
                        Place::group, Collectors.mapping(Place::host, Collectors.toCollection(LinkedHashSet::new))));
        // Of groups that no host has to know, nobody asks who is in them.
        if (places.isEmpty()) return;
        var members = members(tx, places.keySet()).stream()
                .collect(
                        Collectors.groupingBy(Member::group, Collectors.mapping(Member::address, Collectors.toList())));
        places.forEach((group, hosts) -> plan.wants(hosts, spec(groups.get(group), members)));
    }

    private static SecurityGroupSpec spec(SecurityGroup group, Map<UUID, List<String>> members) {
        return new SecurityGroupSpec(
                group.id(),
                group.stateful(),
                group.rules().stream().map(GroupPlans::rule).toList(),
                members.getOrDefault(group.id(), List.of()));
    }

    private static SecurityGroupSpec.Rule rule(SecurityGroupRule rule) {
        return new SecurityGroupSpec.Rule(
                rule.direction(),
                rule.ipVersion() == 6,
                rule.protocol().flatMap(word -> Protocols.number(word, rule.ipVersion())),
                rule.low(),
                rule.high(),
                rule.remoteCidr().map(Object::toString).filter(cidr -> !everything(cidr)),
                rule.remoteGroup());
    }

    private static boolean everything(String cidr) {
        return cidr.endsWith("/0");
    }

    /// Addresses of all who are in a group, if any rule asks for them.
    private static List<Member> members(Tx tx, Collection<UUID> groups) {
        return tx.query("""
                select distinct g.security_group, host(a.ip) as address
                  from port_group g join port_address a on a.port = g.port
                 where g.security_group = any(?::uuid[])
                   and exists (select 1 from security_group_rule r where r.remote_group = g.security_group)
                union
                select g.security_group, pair ->> 'ip'
                  from port_group g join port p on p.id = g.port, jsonb_array_elements(p.pairs) as pair
                 where g.security_group = any(?::uuid[])
                   and exists (select 1 from security_group_rule r where r.remote_group = g.security_group)
                 order by 1, 2
                """, row -> new Member(row.uuid("security_group"), plain(row.text("address"))), groups, groups);
    }

    /// An address alone, where the range is no more than that.
    private static String plain(String address) {
        return Optional.of(address)
                .filter(a -> a.endsWith("/32") || a.endsWith("/128"))
                .map(a -> a.substring(0, a.indexOf('/')))
                .orElse(address);
    }

    private static Asked<Place> places(Tx tx, Collection<UUID> groups) {
        return tx.ask("""
                select g.security_group as wanted, b.host
                  from port_group g join port_binding b on b.port = g.port and b.wanted
                 where g.security_group = any(?::uuid[])
                union
                select r.remote_group, b.host
                  from security_group_rule r
                  join port_group g on g.security_group = r.security_group
                  join port_binding b on b.port = g.port and b.wanted
                 where r.remote_group = any(?::uuid[])
                """, row -> new Place(row.uuid("wanted"), new HostId(row.uuid("host"))), groups, groups);
    }
}
