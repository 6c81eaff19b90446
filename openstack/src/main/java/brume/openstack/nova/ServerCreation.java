package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.cloud.compute.InstanceRequest;
import brume.cloud.compute.InstanceRequest.Cards;
import brume.cloud.compute.Label;
import brume.cloud.network.NetworkRequest;
import brume.cloud.network.address.Ip;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// What `POST /servers` asks for.
final class ServerCreation {
    private static final int USER_DATA_BYTES = 65_535;

    private ServerCreation() {}

    /// @param password for the guest's administrator, unless the body names one
    /// @throws CloudFault.Invalid when the parts contradict each other, or ask for what is not here
    static InstanceRequest of(JsonNode body, Version version, String password) {
        var server = body.get("server");
        refuseVolumes(server);
        int least = number(server, "min_count").orElse(1);
        int most = number(server, "max_count").orElse(least);
        if (least > most) throw new CloudFault.Invalid("min_count must be <= max_count");
        var zone = text(server, "availability_zone");
        var host = zone.filter(z -> z.contains(":")).map(ServerCreation::forced);
        var hints = hints(body);
        return new InstanceRequest(
                label(server),
                server.get("flavorRef").asString(),
                image(server),
                text(server, "key_name"),
                userData(server),
                Optional.of(text(server, "adminPass").orElse(password)),
                zone.map(z -> z.contains(":") ? z.substring(0, z.indexOf(':')) : z)
                        .filter(z -> !z.isEmpty()),
                host.or(() -> text(server, "host")).or(() -> text(server, "hypervisor_hostname")),
                Optional.ofNullable(server.get("config_drive"))
                        .filter(node -> !node.isNull())
                        .map(Shape.Flag::of)
                        .orElse(false),
                cards(server, version),
                groups(server),
                least,
                most,
                ids(hints, "group").stream().findFirst(),
                ids(hints, "same_host"),
                ids(hints, "different_host"));
    }

    static void refuseFiles(JsonNode server) {
        if (server.path("personality").size() > 0) {
            throw new CloudFault.Invalid("Personality files are not available; use user data or a config drive.");
        }
        if (server.path("trusted_image_certificates").size() > 0) {
            throw new CloudFault.Invalid("Image signatures are not checked here.");
        }
    }

    private static void refuseVolumes(JsonNode server) {
        refuseFiles(server);
        if (server.path("block_device_mapping").size() > 0) {
            throw new CloudFault.Invalid("Block Device Mapping is Invalid: there are no volumes here.");
        }
        var disks = server.path("block_device_mapping_v2");
        if (disks.isEmpty()) return;
        boolean plain = disks.size() == 1
                && disks.get(0).path("source_type").asString("").equals("image")
                && disks.get(0).path("destination_type").asString("local").equals("local")
                && disks.get(0).path("boot_index").asString("").equals("0");
        if (!plain) throw new CloudFault.Invalid("Block Device Mapping is Invalid: there are no volumes here.");
    }

    /// `zone:host` or `zone:host:node`
    private static String forced(String zone) {
        var parts = zone.split(":", -1);
        var host = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : parts[parts.length - 1];
        if (parts.length > 3 || host.isEmpty()) {
            throw new CloudFault.Invalid("Unable to parse availability_zone: " + zone);
        }
        return host;
    }

    private static Label label(JsonNode server) {
        var metadata = new HashMap<String, String>();
        for (var entry : server.path("metadata").properties()) {
            metadata.put(entry.getKey(), entry.getValue().stringValue());
        }
        var tags = new ArrayList<String>();
        for (var tag : server.path("tags")) tags.add(tag.stringValue());
        return new Label(
                server.get("name").stringValue().strip(),
                text(server, "description"),
                text(server, "hostname").orElse(""),
                metadata,
                tags,
                address(server, "accessIPv4"),
                address(server, "accessIPv6"),
                autoDisk(server));
    }

    static Optional<Boolean> autoDisk(JsonNode server) {
        return text(server, "OS-DCF:diskConfig").map("AUTO"::equals);
    }

    /// An address in its one canonical form.
    static Optional<String> address(JsonNode server, String name) {
        return text(server, name)
                .filter(ip -> !ip.isEmpty())
                .map(ip -> Ip.parse(ip)
                        .map(Ip::toString)
                        .orElseThrow(() -> new CloudFault.Invalid("Invalid input for field/attribute " + name
                                + ". Value: " + ip + ". It is no IP address.")));
    }

    private static UUID image(JsonNode server) {
        var disks = server.path("block_device_mapping_v2");
        var text = text(server, "imageRef")
                .filter(ref -> !ref.isEmpty())
                .or(() -> disks.isEmpty() ? Optional.empty() : text(disks.get(0), "uuid"));
        return text.flatMap(Ids::parse)
                .orElseThrow(() -> new CloudFault.Invalid(
                        "Invalid imageRef provided: an image is needed, because there are no volumes here."));
    }

    static Optional<byte[]> userData(JsonNode server) {
        return text(server, "user_data").map(text -> {
            try {
                var bytes = Base64.getMimeDecoder().decode(text);
                if (!text.matches("[A-Za-z0-9+/=\\s]*")) throw new IllegalArgumentException("not base64");
                if (bytes.length > USER_DATA_BYTES) throw new CloudFault.Invalid("User data too large.");
                return bytes;
            } catch (IllegalArgumentException e) {
                throw new CloudFault.Invalid("Userdata content needs to be valid base64.");
            }
        });
    }

    private static Cards cards(JsonNode server, Version version) {
        var networks = server.get("networks");
        if (networks == null) return new Cards.Auto();
        if (networks.isString()) {
            return networks.stringValue().equals("none") ? new Cards.None() : new Cards.Auto();
        }
        if (networks.isEmpty() && !version.atLeast(2, 37)) return new Cards.Auto();
        var requests = new ArrayList<NetworkRequest>();
        for (var card : networks) {
            var port = text(card, "port").flatMap(Ids::parse);
            var network = text(card, "uuid").flatMap(Ids::parse);
            var ip = text(card, "fixed_ip");
            if (port.isEmpty() && network.isEmpty()) {
                throw new CloudFault.Invalid("Bad network format: missing 'uuid'");
            }
            if (port.isPresent() && ip.isPresent()) {
                throw new CloudFault.Invalid("Specified Fixed IP '" + ip.get() + "' cannot be used with port '"
                        + port.get() + "': the two cannot be specified together.");
            }
            requests.add(new NetworkRequest(network, port, ip));
        }
        return new Cards.These(requests);
    }

    private static List<String> groups(JsonNode server) {
        var names = new LinkedHashSet<String>();
        for (var group : server.path("security_groups")) text(group, "name").ifPresent(names::add);
        return List.copyOf(names);
    }

    private static Map<String, JsonNode> hints(JsonNode body) {
        var hints = new HashMap<String, JsonNode>();
        for (var name : List.of("os:scheduler_hints", "OS-SCH-HNT:scheduler_hints")) {
            for (var entry : body.path(name).properties()) hints.put(entry.getKey(), entry.getValue());
        }
        return hints;
    }

    private static Set<UUID> ids(Map<String, JsonNode> hints, String name) {
        var ids = new LinkedHashSet<UUID>();
        var node = hints.get(name);
        if (node == null) return ids;
        if (node.isString()) Ids.parse(node.stringValue()).ifPresent(ids::add);
        for (var each : node) Ids.parse(each.asString("")).ifPresent(ids::add);
        return ids;
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    private static Optional<Integer> number(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name))
                .map(value -> Integer.parseInt(value.asString().strip()));
    }
}
