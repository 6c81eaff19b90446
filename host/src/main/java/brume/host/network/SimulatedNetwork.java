package brume.host.network;

import brume.contract.Answer.Trace;
import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestMetadata;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.host.Drift;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/// A host's networks in memory alone: nothing flows, but what is held, missing and failing is as on a real host.
/// A restarted agent finds it as it was when it is given the same object.
public final class SimulatedNetwork implements HostNetwork {
    private final Map<ItemKey, Item> held = new HashMap<>();
    private final Map<UUID, GuestMetadata> metadata = new HashMap<>();
    private final Set<ItemKey> refused = new HashSet<>();
    private int failures;

    /// The next `calls` that would change something throw [NetworkFault] instead.
    public synchronized void failNext(int calls) {
        failures = calls;
    }

    /// Whether every call about `item` throws [NetworkFault], until told otherwise.
    public synchronized void refuse(ItemKey item, boolean refuse) {
        if (refuse) refused.add(item);
        else refused.remove(item);
    }

    /// The item as it was last told; empty when it is not held.
    public synchronized Optional<Item> item(ItemKey key) {
        return Optional.ofNullable(held.get(key));
    }

    /// What the guest behind `port` would be told.
    public synchronized Optional<GuestMetadata> metadata(UUID port) {
        return Optional.ofNullable(metadata.get(port));
    }

    @Override
    public void external(ExternalNetworkSpec network) {
        hold(network);
    }

    @Override
    public void network(NetworkSpec network) {
        hold(network);
    }

    @Override
    public void group(SecurityGroupSpec group) {
        hold(group);
    }

    @Override
    public void port(PortSpec port) {
        hold(port);
    }

    @Override
    public void router(RouterSpec router) {
        hold(router);
    }

    @Override
    public synchronized void remove(ItemKey item) {
        mayFail(item);
        held.remove(item);
        if (item.kind() == ItemKey.Kind.PORT) metadata.remove(item.id());
    }

    @Override
    public synchronized Set<ItemKey> items() {
        return Set.copyOf(held.keySet());
    }

    @Override
    public synchronized Optional<String> tap(UUID port) {
        return held.get(new ItemKey(ItemKey.Kind.PORT, port)) instanceof PortSpec spec
                        && (held.containsKey(new ItemKey(ItemKey.Kind.NETWORK, spec.network()))
                                || held.containsKey(new ItemKey(ItemKey.Kind.EXTERNAL_NETWORK, spec.network())))
                ? Optional.of(Names.tap(port))
                : Optional.empty();
    }

    @Override
    public synchronized void metadata(UUID port, Optional<GuestMetadata> told) {
        mayFail(new ItemKey(ItemKey.Kind.PORT, port));
        told.ifPresentOrElse(some -> metadata.put(port, some), () -> metadata.remove(port));
    }

    @Override
    public void repair() {}

    @Override
    public synchronized Drift drift() {
        return new Drift(
                List.of(),
                metadata.keySet().stream()
                        .filter(port -> !held.containsKey(new ItemKey(ItemKey.Kind.PORT, port)))
                        .map(port -> new Trace("metadata", port.toString(), "its port is gone"))
                        .toList());
    }

    /// A simulated guest loses no card.
    @Override
    public synchronized Set<UUID> attached() {
        return held.keySet().stream()
                .filter(key -> key.kind() == ItemKey.Kind.PORT)
                .map(ItemKey::id)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Set<String> traces() {
        var traces = new TreeSet<String>();
        held.keySet().forEach(key -> traces.add(key.kind() + " " + key.id()));
        metadata.keySet().forEach(port -> traces.add("metadata of port " + port));
        return traces;
    }

    @Override
    public void close() {}

    private synchronized void hold(Item item) {
        mayFail(item.key());
        held.put(item.key(), item);
    }

    private void mayFail(ItemKey item) {
        if (failures > 0) {
            failures--;
            throw new NetworkFault("simulated fault at " + item.kind() + " " + item.id());
        }
        if (refused.contains(item)) throw new NetworkFault("simulated fault: " + item.kind() + " " + item.id());
    }
}
