package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.base.sql.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Rows of ports. The network's lock is held by whoever writes here.
final class PortStore {
    private static final String PREFIX = "fa:16:3e";

    private PortStore() {}

    private static final String INSERT = """
            insert into port (id, project, name, description, tags, created_at, updated_at, network, mac, admin_up,
                              device, owner, port_security, pairs, dhcp_options, vnic, profile, wanted_host,
                              instance, slot, made)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /// A port whose MAC may be taken.
    ///
    /// @return whether it was not
    static boolean add(Tx tx, Port port) {
        return tx.update(INSERT + " on conflict (network, mac) do nothing", row(port, Optional.empty(), 0)) > 0;
    }

    static void insert(Tx tx, Collection<Port> ports) {
        tx.batch(
                INSERT,
                ports.stream().map(port -> row(port, Optional.empty(), 0)).toList());
    }

    /// Ports that are made for instances, one for each.
    ///
    /// @param slot their place among the cards of their instances
    static void insert(Tx tx, List<Port> ports, List<UUID> instances, int slot) {
        var rows = new ArrayList<Object[]>();
        for (int i = 0; i < ports.size(); i++) rows.add(row(ports.get(i), Optional.of(instances.get(i)), slot));
        tx.laterAll(INSERT, rows);
    }

    private static Object[] row(Port port, Optional<UUID> instance, int slot) {
        var standing = port.standing();
        return new Object[] {
            standing.id(),
            standing.project(),
            standing.name(),
            standing.description(),
            standing.tags(),
            standing.createdAt(),
            standing.updatedAt(),
            port.network(),
            port.mac(),
            port.adminUp(),
            port.device(),
            port.owner(),
            port.portSecurity(),
            Tables.pairs(port.pairs()),
            Tables.options(port.dhcpOptions()),
            port.vnic(),
            port.profile(),
            port.host(),
            instance,
            slot,
            instance.isPresent()
        };
    }

    static void update(Tx tx, UUID port, PortWish wish, Instant now) {
        tx.update(
                """
                update port
                   set name = coalesce(?, name), description = coalesce(?, description),
                       admin_up = coalesce(?::boolean, admin_up), mac = coalesce(?, mac), device = coalesce(?, device),
                       owner = coalesce(?, owner), port_security = coalesce(?::boolean, port_security),
                       pairs = coalesce(?, pairs),
                       vnic = coalesce(?, vnic), profile = coalesce(?, profile),
                       wanted_host = coalesce(?, wanted_host), revision = revision + 1, updated_at = ?
                 where id = ?
                """,
                wish.name(),
                wish.description(),
                wish.adminUp(),
                wish.mac(),
                wish.device(),
                wish.owner(),
                wish.portSecurity(),
                wish.pairs().map(Tables::pairs),
                wish.vnic(),
                wish.profile(),
                wish.host(),
                now,
                port);
    }

    static void options(Tx tx, UUID port, List<Port.DhcpOption> options) {
        tx.update("update port set dhcp_options = ? where id = ?", Tables.options(options), port);
    }

    static void groups(Tx tx, UUID port, Collection<UUID> groups) {
        tx.update("delete from port_group where port = ?", port);
        var rows = new ArrayList<Object[]>();
        for (var group : groups) rows.add(new Object[] {port, group});
        if (!rows.isEmpty()) tx.batch("insert into port_group (port, security_group) values (?, ?)", rows);
    }

    /// Puts new ports into these groups.
    static void join(Tx tx, Collection<UUID> ports, Collection<UUID> groups) {
        if (ports.isEmpty() || groups.isEmpty()) return;
        tx.later("""
                insert into port_group (port, security_group)
                select p, g from unnest(?::uuid[]) as p, unnest(?::uuid[]) as g
                """, ports, groups);
    }

    /// Puts a new port into a project's own group.
    ///
    /// @return the group; nothing when there is none yet
    static Optional<UUID> joinStandard(Tx tx, UUID port, UUID project) {
        return tx.first("""
                insert into port_group (port, security_group)
                select ?, id from security_group where project = ? and standard for key share
                returning security_group
                """, row -> row.uuid("security_group"), port, project);
    }

    /// MACs that no port of the network has.
    static Supplier<List<String>> freshMacs(Tx tx, RandomGenerator random, UUID network, int count) {
        var tries = new LinkedHashSet<String>();
        while (tries.size() < count) tries.add(randomMac(random));
        var taken = tx.ask(
                "select mac from port where network = ? and mac = any(?)",
                row -> row.text("mac"),
                network,
                List.copyOf(tries));
        return () -> {
            taken.rows().forEach(tries::remove);
            var fresh = new ArrayList<>(tries);
            int missing = count - fresh.size();
            if (missing > 0)
                fresh.addAll(freshMacs(tx, random, network, missing).get());
            return fresh;
        };
    }

    static String randomMac(RandomGenerator random) {
        var tail = new byte[3];
        random.nextBytes(tail);
        return PREFIX + ":" + HexFormat.ofDelimiter(":").formatHex(tail);
    }

    private static boolean taken(Tx tx, UUID network, String mac) {
        return tx.exists("select 1 from port where network = ? and mac = ?", network, mac);
    }

    /// @throws CloudFault.Conflict when a port of the network has it
    static void free(Tx tx, UUID network, String mac) {
        if (taken(tx, network, mac)) throw macTaken(network, mac);
    }

    static CloudFault macTaken(UUID network, String mac) {
        return new CloudFault.Conflict(
                "mac-in-use",
                "Unable to complete operation for network " + network + ". The mac address " + mac + " is in use.");
    }

    /// The row alone: its addresses and its binding are others' business.
    static void delete(Tx tx, UUID port) {
        tx.update("delete from port where id = ?", port);
    }

    static List<Port> ofDevice(Tx tx, String device) {
        return Tables.PORTS.where(tx, "device = ?", device);
    }

    /// As `profile` when none is given.
    static tools.jackson.databind.JsonNode noProfile() {
        return Json.object();
    }
}
