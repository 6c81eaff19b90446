package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.SimulatedHost;
import brume.cloud.compute.Instance;
import brume.cloud.network.SecurityGroupRules;
import brume.cloud.network.SecurityGroups;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.Order;
import brume.contract.SecurityGroupSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the hosts of a network are told alike: who else is there.
final class AlikeTest {
    private static final int HOSTS = 4;
    private static final Duration WHILE = Duration.ofSeconds(10);

    private static <T extends Item> List<T> told(SimulatedHost host, Class<T> type) {
        return host.plan().all().values().stream()
                .flatMap(order -> order instanceof Order.Hold hold && type.isInstance(hold.item())
                        ? Optional.of(type.cast(hold.item())).stream()
                        : Optional.<T>empty().stream())
                .toList();
    }

    /// Each instance's MAC, and the host that it is on.
    private static Map<String, HostId> cards(Tenant tenant, List<Instance> instances) {
        var cards = new HashMap<String, HostId>();
        for (var instance : instances) {
            var home = tenant.find(instance).home().orElseThrow().host();
            tenant.ports(instance).forEach(port -> cards.put(port.mac(), home));
        }
        return cards;
    }

    private static void knowsTheOthers(SimulatedHost host, Map<String, HostId> cards) {
        var id = host.facts().host();
        var others = new HashMap<>(cards);
        others.values().removeIf(id::equals);
        var network = told(host, NetworkSpec.class).getFirst();
        var neighbours = new HashMap<String, HostId>();
        network.neighbours().forEach(neighbour -> neighbours.put(neighbour.mac(), neighbour.host()));
        assertThat(neighbours).isEqualTo(others);
        assertThat(network.peers())
                .extracting(NetworkSpec.Peer::host)
                .containsExactlyInAnyOrderElementsOf(
                        others.values().stream().distinct().toList());
        assertThat(told(host, SecurityGroupSpec.class).getFirst().members()).hasSameSizeAs(cards.keySet());
    }

    @Test
    void eachHostKnowsTheCardsOfTheOthersAsTheyAreNow() {
        try (var cloud = TestCloud.stepped(HOSTS)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            var made = new ArrayList<>(tenant.create(tenant.request("some", "42", 2 * HOSTS)));
            cloud.pass(WHILE);
            made.addAll(tenant.create(tenant.request("more", "42", HOSTS)));
            cloud.pass(WHILE);
            var gone = made.removeFirst();
            cloud.control().compute().instances().delete(tenant.caller, gone.id());
            cloud.pass(WHILE);
            var cards = cards(tenant, made);
            assertThat(cards.values().stream().distinct()).hasSize(HOSTS);
            for (int i = 1; i <= HOSTS; i++) knowsTheOthers(cloud.host(i), cards);
            // As after a loss of all that it had written down: it is told what holds now, not what it was told first.
            var anew = cloud.anew(cloud.control());
            cloud.pass(WHILE);
            knowsTheOthers(anew, cards);
        }
    }

    @Test
    void aHostIsToldNothingOfItsOwnCards() {
        try (var cloud = TestCloud.stepped(1)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create("first");
            cloud.pass(WHILE);
            var network = told(cloud.host(1), NetworkSpec.class).getFirst();
            var key = new ItemKey(ItemKey.Kind.NETWORK, network.id());
            long generation = cloud.host(1).plan().find(key).orElseThrow().generation();
            tenant.create("second");
            cloud.pass(WHILE);
            assertThat(cloud.host(1).plan().find(key).orElseThrow().generation())
                    .isEqualTo(generation);
        }
    }

    @Test
    void whoIsInAGroupThatNoRuleNamesIsTheBusinessOfNoHost() {
        try (var cloud = TestCloud.stepped(1)) {
            cloud.settle();
            var tenant = new Tenant(cloud);
            tenant.create("some");
            cloud.pass(WHILE);
            var networks = cloud.control().networks();
            var own = told(cloud.host(1), SecurityGroupSpec.class).getFirst().id();
            var naming = cloud.sql()
                    .query("select id from security_group_rule where remote_group = ?", row -> row.uuid("id"), own);
            naming.forEach(rule -> networks.securityGroupRules().delete(tenant.caller, rule));
            var wish = new SecurityGroups.Wish(Optional.of("other"), Optional.empty(), Optional.empty());
            var other = networks.securityGroups()
                    .create(tenant.caller, List.of(new SecurityGroups.Draft(Optional.empty(), wish)))
                    .getFirst()
                    .id();
            networks.securityGroupRules().create(tenant.caller, List.of(from(own, other)));
            cloud.pass(WHILE);
            assertThat(told(cloud.host(1), SecurityGroupSpec.class).getFirst().members())
                    .hasSize(1);
            networks.securityGroups().delete(tenant.caller, other);
            cloud.pass(WHILE);
            assertThat(told(cloud.host(1), SecurityGroupSpec.class).getFirst().members())
                    .isEmpty();
        }
    }

    private static SecurityGroupRules.Draft from(UUID remote, UUID group) {
        return new SecurityGroupRules.Draft(
                Optional.empty(),
                group,
                "",
                SecurityGroupSpec.Direction.INGRESS,
                4,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(remote));
    }
}
