package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.PortSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a host tells its guests: addresses by DHCP, metadata.
final class GuestServicesTest extends KernelLab {
    @Test
    void dhcpTellsAGuestAllItNeeds() throws IOException {
        network.router(specs.router);
        var lease = lease(guestWithoutAddress(a));
        assertThat(lease)
                .contains("ip=10.199.0.11", "subnet=255.255.255.0", "router=10.199.0.1", "dns=9.9.9.9", "mtu=1450")
                .contains("hostname=guest11", "serverid=10.199.0.2")
                .doesNotContain("staticroutes");
    }

    @Test
    void aGuestWithoutARouterFindsItsMetadataThroughDhcp() throws IOException {
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "alone")));
        var guest = guestWithoutAddress(a);
        assertThat(lease(guest)).contains("staticroutes=169.254.169.254/32 10.199.0.2 0.0.0.0/0 10.199.0.1");
        guest.configured("");
        guest.ip("route", "add", "169.254.169.254", "via", "10.199.0.2");
        eventually(() -> guest.get("http://169.254.169.254/openstack/latest/meta_data.json")
                .contains("\"alone\""));
        assertThat(guest.get("http://169.254.169.254/latest/meta-data/local-ipv4"))
                .isEqualTo("10.199.0.11");
    }

    @Test
    void aPortHasOptionsOfItsOwnAndNobodyElseHasThem() throws IOException {
        network.router(specs.router);
        network.port(b);
        var guest = guestWithoutAddress(Specs.telling(
                a,
                new PortSpec.DhcpOption(false, "dns-server", "10.199.0.53"),
                new PortSpec.DhcpOption(false, "42", "10.199.0.54"),
                new PortSpec.DhcpOption(false, "router", "")));
        var own = lease(guest);
        assertThat(own).contains("ip=10.199.0.11", "dns=10.199.0.53", "ntpsrv=10.199.0.54", "mtu=1450");
        assertThat(own).doesNotContain("router=");
        assertThat(lease(guestWithoutAddress(b)))
                .contains("dns=9.9.9.9", "router=10.199.0.1")
                .doesNotContain("ntpsrv");
        network.port(a);
        assertThat(lease(guest)).contains("dns=9.9.9.9").doesNotContain("ntpsrv");
    }

    @Test
    void whatWouldBeMoreThanOneOptionIsNotTold() throws IOException {
        network.router(specs.router);
        var guest = guestWithoutAddress(Specs.telling(
                a,
                new PortSpec.DhcpOption(false, "ntp-server", "10.199.0.54\ntag:s0,option:dns-server,6.6.6.6"),
                new PortSpec.DhcpOption(false, "ntp-server,1.2.3.4\ndhcp-script", "/bin/sh"),
                new PortSpec.DhcpOption(false, "no-such-option", "x"),
                new PortSpec.DhcpOption(false, "domain-name", "good.example")));
        assertThat(lease(guest)).contains("dns=9.9.9.9", "domain=good.example").doesNotContain("ntpsrv");
    }

    @Test
    void anAddressThatChangesHandsIsLeasedToItsNewHolder() throws IOException {
        assertThat(lease(guestWithoutAddress(a))).contains("ip=10.199.0.11");
        opened.forEach(this::shut);
        opened.clear();
        network.remove(a.key());
        var heir = new PortSpec(
                UUID.randomUUID(),
                UUID.randomUUID(),
                specs.network.id(),
                "fa:16:3e:00:00:77",
                a.fixedIps(),
                Optional.empty(),
                true,
                true,
                a.securityGroups(),
                List.of(),
                List.of());
        assertThat(lease(guestWithoutAddress(heir))).contains("ip=10.199.0.11");
    }

    @Test
    void eachGuestReadsItsOwnMetadataThroughItsRouter() {
        network.router(specs.router);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "first")));
        var first = guest(a);
        var second = guest(b);
        eventually(() ->
                first.get("http://169.254.169.254/latest/meta-data/hostname").equals("first"));
        assertThat(second.get("http://169.254.169.254/latest/meta-data/hostname"))
                .isEqualTo("404 Not Found");
        network.metadata(b.id(), Optional.of(Specs.metadata(b, "second")));
        assertThat(second.get("http://169.254.169.254/latest/meta-data/hostname"))
                .isEqualTo("second");
    }

    @Test
    void metadataIsNotForThoseWhoBorrowAnAddressEvenWithoutRules() {
        network.router(specs.router);
        network.port(a);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "first")));
        network.metadata(b.id(), Optional.of(Specs.metadata(b, "second")));
        var thief = guest(unsecured(b));
        eventually(() ->
                thief.get("http://169.254.169.254/latest/meta-data/hostname").equals("second"));
        thief.ip("addr", "add", "10.199.0.11/24", "dev", "eth0");
        var stolen = thief.run(
                "curl", "-s", "-m", "2", "--interface", "10.199.0.11", "http://169.254.169.254/latest/meta-data/");
        assertThat(stolen.out()).isEmpty();
    }

    @Test
    void overlappingNetworksKeepTheirMetadataApart() {
        var other = Specs.network(11, Optional.of("10.199.0.1"));
        network.network(other);
        var twin = Specs.port(other, 11, open);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "one")));
        network.metadata(twin.id(), Optional.of(Specs.metadata(twin, "two")));
        var first = guest(a, "10.199.0.2");
        var second = guest(twin, "10.199.0.2");
        eventually(() ->
                first.get("http://169.254.169.254/latest/meta-data/hostname").equals("one"));
        eventually(() ->
                second.get("http://169.254.169.254/latest/meta-data/hostname").equals("two"));
    }
}
