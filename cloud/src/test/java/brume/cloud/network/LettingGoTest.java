package brume.cloud.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.hosts.HostListener;
import brume.contract.NetworkSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two who let go of the same thing at the same time: the later one frees it.
final class LettingGoTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final Bench bench = new Bench();
    private final Caller caller = Bench.member(UUID.randomUUID());
    private final ToldHost one = new ToldHost(bench.hosts, "one", "10.255.0.1");
    private final ToldHost two = new ToldHost(bench.hosts, "two", "10.255.0.2");
    /// What somebody else does before what is heard of a host is committed.
    private final AtomicReference<Optional<Runnable>> meanwhile = new AtomicReference<>(Optional.empty());

    private Network network;

    @BeforeEach
    void prepare() {
        network = bench.network(caller, "blue");
        bench.subnet(caller, network, "10.0.0.0/24");
        bench.hosts.listen(new HostListener() {
            @Override
            public void seen(Tx tx, List<News> news) {
                meanwhile.getAndSet(Optional.empty()).ifPresent(Runnable::run);
            }
        });
        bench.networks.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aNumberOfANetworkThatItsLastHostsLetGoOfIsFree() {
        var first = plug(one);
        var second = plug(two);
        confirmed();
        release(first);
        release(second);
        bench.networks.networks().delete(caller, network.id());
        bench.settle();
        confirmBeside(two::confirm);
        assertThat(count("select count(*) as n from vni where network = ?", network.id()))
                .isZero();
    }

    @Test
    void aNumberOfANetworkThatIsDeletedAsItsLastHostLetsGoIsFree() {
        // Without an address, which both would wait for.
        var bare = bench.network(caller, "bare");
        var spec = new NetworkSpec(bare.id(), bare.vni(), bare.mtu(), List.of(), List.of(), List.of());
        bench.sql.run(tx -> bench.hosts.orders().hold(tx, one.id, spec));
        bench.settle();
        one.confirm();
        bench.sql.run(tx -> bench.hosts.orders().remove(tx, one.id, spec.key()));
        bench.settle();
        confirmBeside(() -> bench.networks.networks().delete(caller, bare.id()));
        assertThat(count("select count(*) as n from vni where network = ?", bare.id()))
                .isZero();
    }

    @Test
    void anAddressOfAPortThatIsDeletedAsItsHostLetsGoIsFree() {
        var port = port(network);
        var instance = plug(one, NetworkRequest.port(port));
        confirmed();
        release(instance);
        bench.settle();
        confirmBeside(() -> bench.networks.ports().delete(caller, port));
        assertThat(count("select count(*) as n from port_address where port = ?", port))
                .isZero();
    }

    private UUID port(Network where) {
        return bench.networks
                .ports()
                .create(caller, List.of(new PortDraft(Optional.empty(), where.id(), PortWish.groups(List.of()))))
                .getFirst()
                .id();
    }

    private UUID plug(ToldHost host) {
        return plug(host, NetworkRequest.network(network.id()));
    }

    private UUID plug(ToldHost host, NetworkRequest request) {
        var instance = UUID.randomUUID();
        bench.sql.run(tx -> bench.networks
                .claim(tx, caller, instance, List.of(request), List.of(), false)
                .forEach(made -> bench.networks.bind(tx, made.port(), UUID.randomUUID(), host.id)));
        bench.settle();
        return instance;
    }

    private void release(UUID instance) {
        bench.sql.run(tx -> bench.networks.release(tx, instance));
    }

    private void confirmed() {
        for (var host : List.of(one, two)) host.confirm();
    }

    /// The first host confirms; before that is committed, somebody else does this, or has to wait with it.
    private void confirmBeside(Runnable what) {
        var other = new FutureTask<>(what, null);
        meanwhile.set(Optional.of(() -> {
            Thread.ofVirtual().start(other);
            Awaitility.await().atMost(PATIENCE).until(() -> other.isDone() || waiting());
        }));
        one.confirm();
        assertThat(meanwhile.get()).isEmpty();
        assertThat(other).succeedsWithin(PATIENCE);
    }

    private boolean waiting() {
        return count("select count(*) as n from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")
                > 0;
    }

    private long count(String statement, Object... parameters) {
        return bench.sql.first(statement, row -> row.whole("n"), parameters).orElseThrow();
    }
}
