package brume.cloud.network;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.cloud.network.address.Prefix;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Security groups and their rules as values.
final class GroupTables {
    static final Table<SecurityGroup> GROUPS = new Table<>(
            "security_group",
            "security_group",
            "select security_group.* from security_group",
            row -> new SecurityGroup(Standard.row(row), row.flag("stateful"), row.flag("standard"), List.of()),
            Table.named(Map.of("stateful", Column.flag("stateful"), "standard", Column.flag("standard"))));

    static final Table<SecurityGroupRule> RULES = new Table<>(
            "security_group_rule",
            "security_group_rule",
            "select security_group_rule.*, '' as name, '{}'::text[] as tags from security_group_rule",
            GroupTables::rule,
            Table.standard(Map.ofEntries(
                    Map.entry("group", Column.id("security_group")),
                    Map.entry("direction", Column.word("lower(direction)")),
                    Map.entry("ip_version", Column.word("'IPv' || ip_version")),
                    Map.entry("protocol", Column.word("protocol")),
                    Map.entry("low", Column.word("low::text")),
                    Map.entry("high", Column.word("high::text")),
                    Map.entry("remote", Column.word("coalesce(remote_prefix, remote_cidr)::text")),
                    Map.entry("remote_group", Column.reference("remote_group")))));

    private static final String OF_GROUPS = "security_group = any(?::uuid[])";

    private GroupTables() {}

    private static SecurityGroupRule rule(Row row) {
        return new SecurityGroupRule(
                Standard.row(row),
                row.uuid("security_group"),
                row.word("direction", Direction.class),
                row.integer("ip_version"),
                row.optText("protocol"),
                row.optInteger("low"),
                row.optInteger("high"),
                row.optText("remote_prefix")
                        .or(() -> row.optText("remote_cidr"))
                        .map(Prefix::of),
                row.optUuid("remote_group"));
    }

    /// The same groups, each with its rules: one query for all.
    static List<SecurityGroup> withRules(Reads reads, List<SecurityGroup> groups) {
        if (groups.isEmpty()) return groups;
        return with(groups, RULES.where(reads, OF_GROUPS, ids(groups)));
    }

    /// As [#withRules], asked together with what else the transaction asks for.
    static Supplier<List<SecurityGroup>> askRules(Tx tx, List<SecurityGroup> groups) {
        var rules = RULES.ask(tx, OF_GROUPS, ids(groups));
        return () -> with(groups, rules.rows());
    }

    private static List<UUID> ids(List<SecurityGroup> groups) {
        return groups.stream().map(SecurityGroup::id).toList();
    }

    private static List<SecurityGroup> with(List<SecurityGroup> groups, List<SecurityGroupRule> rules) {
        var by = rules.stream().collect(Collectors.groupingBy(SecurityGroupRule::group));
        return groups.stream()
                .map(group -> group.with(by.getOrDefault(group.id(), List.of())))
                .toList();
    }
}
