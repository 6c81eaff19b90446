package brume.host.network;

import brume.base.json.Json;
import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestMetadata;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// What this host's networks were told, on disk: an item is written before anything is made for it, and forgotten after
/// all of it is gone, so that a crash in between leaves nothing unknown. Metadata may hold secrets: the folder is ours
/// alone.
final class HeldSpecs {
    private static final String METADATA = "metadata";
    private static final String ZONES = "zones.json";

    private final Folder folder;
    private final Map<UUID, ExternalNetworkSpec> externals = new TreeMap<>();
    private final Map<UUID, NetworkSpec> networks = new TreeMap<>();
    private final Map<UUID, SecurityGroupSpec> groups = new TreeMap<>();
    private final Map<UUID, PortSpec> ports = new TreeMap<>();
    private final Map<UUID, RouterSpec> routers = new TreeMap<>();
    private final Map<UUID, GuestMetadata> metadata = new TreeMap<>();
    private final Map<UUID, Integer> zones = new HashMap<>();

    HeldSpecs(Folder folder) {
        this.folder = folder;
        if (!Files.isDirectory(folder.path())) return;
        try (var files = Files.newDirectoryStream(folder.path(), "[a-z]*.json")) {
            for (var file : files) load(file.getFileName().toString());
        } catch (IOException e) {
            throw new NetworkFault(folder.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    Map<UUID, ExternalNetworkSpec> externals() {
        return externals;
    }

    Map<UUID, NetworkSpec> networks() {
        return networks;
    }

    Map<UUID, SecurityGroupSpec> groups() {
        return groups;
    }

    Map<UUID, PortSpec> ports() {
        return ports;
    }

    Map<UUID, RouterSpec> routers() {
        return routers;
    }

    Map<UUID, GuestMetadata> metadata() {
        return metadata;
    }

    List<PortSpec> portsOf(UUID network) {
        return ports.values().stream()
                .filter(port -> port.network().equals(network))
                .toList();
    }

    List<RouterSpec> routersOf(UUID network) {
        return routers.values().stream()
                .filter(router -> router.interfaces().stream()
                                .anyMatch(leg -> leg.network().equals(network))
                        || router.gateway()
                                .filter(way -> way.network().equals(network))
                                .isPresent())
                .toList();
    }

    /// Subnets of a network whose gateway is no router here: their guests find metadata at the DHCP address.
    Set<UUID> isolated(NetworkSpec network) {
        var routed = routersOf(network.id()).stream()
                .flatMap(router -> router.interfaces().stream())
                .filter(leg -> leg.network().equals(network.id()))
                .flatMap(leg -> leg.addresses().stream())
                .map(address -> Cidr.onLink(address).replaceFirst("/.*", ""))
                .collect(Collectors.toSet());
        return network.subnets().stream()
                .filter(subnet -> subnet.gateway()
                        .map(gateway -> Cidr.address(gateway).getHostAddress())
                        .filter(routed::contains)
                        .isEmpty())
                .map(NetworkSpec.Subnet::id)
                .collect(Collectors.toSet());
    }

    /// The MTU of a network of either kind; empty when it has not come.
    Optional<Integer> mtu(UUID network) {
        return Optional.ofNullable(networks.get(network))
                .map(NetworkSpec::mtu)
                .or(() -> Optional.ofNullable(externals.get(network)).map(ExternalNetworkSpec::mtu));
    }

    /// The connection tracking zone of a network, the same for as long as it is held: 1 to 65535.
    Map<UUID, Integer> zones() {
        return zones;
    }

    void hold(Item item) {
        if (item instanceof NetworkSpec network && !zones.containsKey(network.id())) takeZone(network.id());
        folder.write(name(item.key()), Json.text(item));
        put(item);
    }

    void hold(UUID port, GuestMetadata told) {
        folder.write(METADATA + "-" + port + ".json", Json.text(told));
        metadata.put(port, told);
    }

    void forgetMetadata(UUID port) {
        folder.remove(METADATA + "-" + port + ".json");
        metadata.remove(port);
        removeIfEmpty();
    }

    void forget(ItemKey key) {
        switch (key.kind()) {
            case EXTERNAL_NETWORK -> externals.remove(key.id());
            case NETWORK -> {
                networks.remove(key.id());
                if (zones.remove(key.id()) != null) writeZones();
            }
            case SECURITY_GROUP -> groups.remove(key.id());
            case PORT -> {
                ports.remove(key.id());
                forgetMetadata(key.id());
            }
            case ROUTER -> routers.remove(key.id());
            default -> throw new IllegalArgumentException("no network's item: " + key);
        }
        folder.remove(name(key));
        removeIfEmpty();
    }

    private void removeIfEmpty() {
        if (keys().isEmpty() && metadata.isEmpty()) folder.removeAll();
    }

    Set<ItemKey> keys() {
        return List.of(externals, networks, groups, ports, routers).stream()
                .flatMap(map -> map.values().stream())
                .map(Item.class::cast)
                .map(Item::key)
                .collect(Collectors.toSet());
    }

    private void takeZone(UUID network) {
        int zone = 1;
        while (zones.containsValue(zone)) zone++;
        if (zone > 65535) throw new NetworkFault("no connection tracking zone is left for network " + network);
        zones.put(network, zone);
        writeZones();
    }

    private void writeZones() {
        folder.write(ZONES, Json.text(new TreeMap<>(zones)));
    }

    private void load(String name) {
        var text = folder.read(name);
        if (name.equals(ZONES)) {
            Json.read(text)
                    .properties()
                    .forEach(zone -> zones.put(
                            UUID.fromString(zone.getKey()), zone.getValue().asInt()));
            return;
        }
        var kind = name.substring(0, name.indexOf('-'));
        var id = UUID.fromString(name.substring(kind.length() + 1, name.length() - ".json".length()));
        switch (kind) {
            case METADATA -> metadata.put(id, Json.read(text, GuestMetadata.class));
            case "external_network" -> put(Json.read(text, ExternalNetworkSpec.class));
            case "network" -> put(Json.read(text, NetworkSpec.class));
            case "security_group" -> put(Json.read(text, SecurityGroupSpec.class));
            case "port" -> put(Json.read(text, PortSpec.class));
            case "router" -> put(Json.read(text, RouterSpec.class));
            default -> throw new NetworkFault("an unknown file among the specs: " + folder.file(name));
        }
    }

    private void put(Item item) {
        switch (item) {
            case ExternalNetworkSpec spec -> externals.put(spec.id(), spec);
            case NetworkSpec spec -> networks.put(spec.id(), spec);
            case SecurityGroupSpec spec -> groups.put(spec.id(), spec);
            case PortSpec spec -> ports.put(spec.id(), spec);
            case RouterSpec spec -> routers.put(spec.id(), spec);
            default -> throw new IllegalArgumentException("no network's item: " + item.key());
        }
    }

    private static String name(ItemKey key) {
        return key.kind().name().toLowerCase(Locale.ROOT) + "-" + key.id() + ".json";
    }
}
