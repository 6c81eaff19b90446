package brume.host.metadata;

import brume.base.json.Json;
import brume.contract.GuestMetadata;
import brume.contract.GuestMetadata.Address;
import brume.contract.GuestMetadata.Link;
import java.util.LinkedHashSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `network_data.json`: a guest's cards and addresses. Source: Nova's `network_data.json` schema.
final class NetworkDocument {
    private NetworkDocument() {}

    static JsonNode of(GuestMetadata guest) {
        var document = Json.object();
        var links = document.putArray("links");
        var networks = document.putArray("networks");
        var servers = new LinkedHashSet<String>();
        for (var link : guest.networks()) {
            var name = "tap" + link.port().toString().substring(0, 11);
            links.addObject()
                    .put("id", name)
                    .put("vif_id", link.port().toString())
                    .put("type", "bridge")
                    .put("mtu", link.mtu())
                    .put("ethernet_mac_address", link.mac());
            for (var address : link.addresses()) {
                var node = networks.addObject().put("id", "network" + networks.size());
                network(node, name, link, address);
                servers.addAll(address.dnsServers());
            }
        }
        var services = document.putArray("services");
        servers.forEach(server -> services.addObject().put("type", "dns").put("address", server));
        return document;
    }

    private static void network(ObjectNode node, String name, Link link, Address address) {
        boolean v6 = address.ip().indexOf(':') >= 0;
        node.put("link", name);
        node.put("network_id", link.network().toString());
        if (address.dhcp()) {
            // A guest that follows router advertisements does what they say, DHCPv6 included.
            node.put("type", v6 ? "ipv6_slaac" : "ipv4_dhcp");
            return;
        }
        node.put("type", v6 ? "ipv6" : "ipv4");
        node.put("ip_address", address.ip());
        node.put("netmask", mask(address.prefixLength(), v6));
        var routes = node.putArray("routes");
        address.gateway()
                .ifPresent(gateway -> routes.addObject()
                        .put("network", v6 ? "::" : "0.0.0.0")
                        .put("netmask", v6 ? "::" : "0.0.0.0")
                        .put("gateway", gateway));
        for (var route : address.routes()) {
            int slash = route.destination().indexOf('/');
            routes.addObject()
                    .put("network", route.destination().substring(0, slash))
                    .put("netmask", mask(Integer.parseInt(route.destination().substring(slash + 1)), v6))
                    .put("gateway", route.nexthop());
        }
        var services = node.putArray("services");
        address.dnsServers()
                .forEach(server -> services.addObject().put("type", "dns").put("address", server));
    }

    static String mask(int length, boolean v6) {
        var text = new StringBuilder();
        int words = v6 ? 8 : 4;
        int bits = v6 ? 16 : 8;
        for (int i = 0; i < words; i++) {
            int ones = Math.clamp(length - (long) i * bits, 0, bits);
            int word = ((1 << ones) - 1) << (bits - ones);
            if (i > 0) text.append(v6 ? ':' : '.');
            text.append(v6 ? Integer.toHexString(word) : Integer.toString(word));
        }
        return text.toString();
    }
}
