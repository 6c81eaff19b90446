package brume.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.access.Caller;
import brume.contract.Item;
import brume.contract.ItemKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts are told of ports that come as they would be if all were worked out anew.
final class NewcomersTest {
    private static final int STEPS = 40;
    private final Bench bench = new Bench();
    private final Caller caller = Bench.member(UUID.randomUUID());
    private final List<ToldHost> hosts = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<UUID> groups = new ArrayList<>();
    private final List<UUID> instances = new ArrayList<>();
    private final List<UUID> free = new ArrayList<>();
    private Network outside;

    @BeforeEach
    void prepare() {
        for (int i = 1; i <= 3; i++) hosts.add(new ToldHost(bench.hosts, "host-" + i, "10.255.0." + i));
        outside = bench.outside("172.24.4.0/24");
        // Red and blue are behind routers that share blue, green is alone.
        var red = subnet("red", 1);
        var blue = subnet("blue", 2);
        subnet("green", 3);
        var grey = subnet("grey", 4);
        var edge = bench.router(caller, outside).id();
        for (var leg : List.of(red.id(), blue.id())) leg(edge, leg);
        var inner = bench.router(caller, outside).id();
        leg(inner, grey.id());
        for (var name : List.of("web", "store", "front")) groups.add(bench.group(caller, name));
        bench.names(caller, groups.get(1), groups.get(0));
        bench.names(caller, groups.get(2), groups.get(1));
        bench.networks.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whoIsToldOfOneMoreIsToldWhatAWholePlanSays(long seed) {
        var random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            var what = change(random);
            bench.settle();
            var told = told();
            anew();
            assertThat(told()).as("seed %d, step %d: %s", seed, step, what).isEqualTo(told);
        }
    }

    private String change(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> {
                if (instances.isEmpty()) yield "nothing";
                var instance = any(random, instances);
                instances.remove(instance);
                bench.sql.run(tx -> bench.networks.release(tx, instance));
                yield "released";
            }
            case 1 -> {
                var wish = PortWish.groups(List.of(any(random, groups)));
                free.add(bench.networks
                        .ports()
                        .create(
                                caller,
                                List.of(new PortDraft(
                                        Optional.empty(), any(random, networks).id(), wish)))
                        .getFirst()
                        .id());
                yield "a port that is plugged in nowhere";
            }
            case 2 -> {
                if (free.isEmpty()) yield "nothing";
                var port = any(random, free);
                free.remove(port);
                boolean floats = random.nextBoolean() && floating(port);
                plug(random, NetworkRequest.port(port), List.of());
                yield "such a port is plugged in" + (floats ? ", with a floating address" : "");
            }
            default -> {
                var names = random.nextBoolean()
                        ? List.<String>of()
                        : List.of(any(random, groups).toString());
                plug(random, NetworkRequest.network(any(random, networks).id()), names);
                yield "plugged in";
            }
        };
    }

    private void plug(Random random, NetworkRequest request, List<String> names) {
        var instance = new UUID(random.nextLong(), random.nextLong());
        instances.add(instance);
        var host = any(random, hosts).id;
        bench.sql.run(tx -> {
            var port = bench.networks
                    .claim(tx, caller, instance, List.of(request), names, false)
                    .getFirst();
            bench.networks.bind(tx, port.port(), new UUID(random.nextLong(), random.nextLong()), host);
        });
    }

    /// @return whether the port is where a floating address can reach it
    private boolean floating(UUID port) {
        var network = bench.networks.ports().get(caller, port).network();
        if (!network.equals(networks.get(0).id())
                && !network.equals(networks.get(1).id())) return false;
        var wish = new FloatingWish(Optional.empty(), Optional.of(Optional.of(port)), Optional.empty());
        bench.networks
                .floatingIps()
                .create(
                        caller,
                        List.of(new FloatingWish.Draft(
                                Optional.empty(), outside.id(), Optional.empty(), Optional.empty(), wish)));
        bench.settle();
        return true;
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /// What each host is told.
    private Map<String, Map<ItemKey, Item>> told() {
        var told = new HashMap<String, Map<ItemKey, Item>>();
        for (var host : hosts) told.put(host.id.toString(), Map.copyOf(host.held));
        return told;
    }

    private void anew() {
        bench.sql.run(tx -> {
            var now = bench.scheduler.clock().instant();
            tx.update("""
                insert into network_due (kind, id, due_at)
                select 'NETWORK', id, ?::timestamptz from network
                union all select 'ROUTER', id, ?::timestamptz from router
                union all select 'GROUP', id, ?::timestamptz from security_group
                """, now, now, now);
        });
        bench.pass(Duration.ofSeconds(6));
        assertThat(bench.sql.query("select 1 from network_due", row -> 1)).isEmpty();
    }

    private Subnet subnet(String name, int number) {
        var network = bench.network(caller, name);
        networks.add(network);
        return bench.subnet(caller, network, "10.0." + number + ".0/24");
    }

    private void leg(UUID router, UUID subnet) {
        bench.networks.routers().addInterface(caller, router, Optional.of(subnet), Optional.empty());
    }
}
