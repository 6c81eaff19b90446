package brume.cloud.network;

import brume.base.sql.Asked;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.SecurityGroupSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Security groups as hosts should apply them: a host needs one when a port in it is plugged in there, or one in a
/// group whose rules name it.
final class GroupPlans {
    record Place(UUID group, HostId host) {}

    record Member(UUID group, String address) {}

    /// Those that are due, with those that their rules name.
    private static final String DUE = """
            any(array(select unnest(?::uuid[]) union
                      select remote_group from security_group_rule
                       where security_group = any(?::uuid[]) and remote_group is not null))
            """;

    private static final String PLACES = """
            select g.security_group as wanted, b.host
              from port_group g join port_binding b on b.port = g.port and b.wanted
             where g.security_group = %s
            union
            select r.remote_group, b.host
              from security_group_rule r
              join port_group g on g.security_group = r.security_group
              join port_binding b on b.port = g.port and b.wanted
             where r.remote_group = %s
            """.formatted(DUE, DUE);

    /// What is to be known of groups to plan them: which there are, and where they are needed.
    record Inquiry(Collection<UUID> due, Asked<SecurityGroup> groups, Asked<Place> places) {}

    static Inquiry ask(Tx tx, Collection<UUID> due) {
        if (due.isEmpty()) return new Inquiry(due, Asked.nothing(), Asked.nothing());
        return new Inquiry(due, GroupTables.GROUPS.ask(tx, "id = " + DUE, due, due), places(tx, due));
    }

    /// What hosts are to be told of groups.
    ///
    /// @param places the hosts that need each
    record Needed(Map<UUID, Set<HostId>> places, Supplier<List<SecurityGroup>> groups, Asked<Member> members) {}

    /// Asks for what depends on which there are. Of groups that no host has to know, nobody asks who is in them.
    static Optional<Needed> needed(Tx tx, Plan plan, Inquiry inquiry) {
        if (inquiry.due.isEmpty()) return Optional.empty();
        var groups = inquiry.groups.rows();
        var ids = groups.stream().map(SecurityGroup::id).collect(Collectors.toSet());
        ids.forEach(id -> plan.covers(new ItemKey(ItemKey.Kind.SECURITY_GROUP, id)));
        inquiry.due.forEach(id -> plan.covers(new ItemKey(ItemKey.Kind.SECURITY_GROUP, id)));
        var places = inquiry.places.rows().stream()
                .filter(place -> ids.contains(place.group))
                .collect(Collectors.groupingBy(Place::group, Collectors.mapping(Place::host, Collectors.toSet())));
        if (places.isEmpty()) return Optional.empty();
        var wanted =
                groups.stream().filter(group -> places.containsKey(group.id())).toList();
        return Optional.of(new Needed(places, GroupTables.askRules(tx, wanted), members(tx, places.keySet())));
    }

    static void add(Plan plan, Needed needed) {
        var members = needed.members.rows().stream()
                .collect(
                        Collectors.groupingBy(Member::group, Collectors.mapping(Member::address, Collectors.toList())));
        for (var group : needed.groups.get()) plan.wants(needed.places.get(group.id()), spec(group, members));
    }

    private static SecurityGroupSpec spec(SecurityGroup group, Map<UUID, List<String>> members) {
        return new SecurityGroupSpec(
                group.id(),
                group.stateful(),
                group.rules().stream().map(GroupPlans::rule).toList(),
                sorted(members.getOrDefault(group.id(), List.of())));
    }

    /// The same members in the same order, however they were found.
    static List<String> sorted(Collection<String> members) {
        return members.stream().distinct().sorted().toList();
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
    private static Asked<Member> members(Tx tx, Collection<UUID> groups) {
        return tx.ask("""
                select g.security_group, host(a.ip) as address
                  from port_group g join port_address a on a.port = g.port
                 where g.security_group = any(?::uuid[])
                   and exists (select 1 from security_group_rule r where r.remote_group = g.security_group)
                union all
                select g.security_group, pair ->> 'ip'
                  from port_group g join port p on p.id = g.port, jsonb_array_elements(p.pairs) as pair
                 where g.security_group = any(?::uuid[])
                   and exists (select 1 from security_group_rule r where r.remote_group = g.security_group)
                """, row -> new Member(row.uuid("security_group"), plain(row.text("address"))), groups, groups);
    }

    /// An address alone, where the range is no more than that.
    static String plain(String address) {
        return Optional.of(address)
                .filter(a -> a.endsWith("/32") || a.endsWith("/128"))
                .map(a -> a.substring(0, a.indexOf('/')))
                .orElse(address);
    }

    private static Asked<Place> places(Tx tx, Collection<UUID> due) {
        return tx.ask(PLACES, row -> new Place(row.uuid("wanted"), new HostId(row.uuid("host"))), due, due, due, due);
    }
}
