package brume.host.metadata;

import brume.contract.GuestMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// EC2's tree for one guest (Amazon EC2 user guide, "Instance metadata categories"). Folders are maps, the rest text.
final class Ec2Tree {
    private final GuestMetadata guest;

    Ec2Tree(GuestMetadata guest) {
        this.guest = guest;
    }

    static List<String> root() {
        var all = new ArrayList<>(MetadataTree.EC2);
        all.add("openstack");
        return all;
    }

    Optional<byte[]> read(String path) {
        var parts = List.of(path.split("/"));
        if (!MetadataTree.EC2.contains(parts.getFirst())) return Optional.empty();
        if (parts.size() == 1)
            return MetadataTree.lines(
                    guest.userData().isPresent() ? List.of("meta-data/", "user-data") : List.of("meta-data/"));
        if (parts.get(1).equals("user-data") && parts.size() == 2) return guest.userData();
        if (!parts.get(1).equals("meta-data")) return Optional.empty();
        Object here = nested();
        for (var part : parts.subList(2, parts.size())) {
            if (!(here instanceof Map<?, ?> folder)) return Optional.empty();
            // Keys are listed as `0=name`, and asked for as `0`.
            here = folder.get(part);
            if (here == null) return Optional.empty();
        }
        return here instanceof Map<?, ?> folder
                ? MetadataTree.lines(listing(folder))
                : MetadataTree.text((String) here);
    }

    /// The whole tree below `meta-data`.
    Map<String, Object> nested() {
        var tree = new TreeMap<String, Object>();
        tree.put("ami-id", guest.ec2ImageId());
        tree.put("ami-launch-index", Integer.toString(guest.launchIndex()));
        tree.put("block-device-mapping", Map.of("ami", "vda", "root", "/dev/vda"));
        tree.put("hostname", guest.hostname());
        tree.put("instance-action", "none");
        tree.put("instance-id", guest.ec2Id());
        tree.put("instance-type", guest.flavor());
        tree.put("local-hostname", guest.hostname());
        tree.put("placement", Map.of("availability-zone", guest.availabilityZone()));
        tree.put("public-hostname", guest.hostname());
        tree.put("public-ipv4", guest.publicIpv4().orElse(""));
        tree.put("security-groups", String.join("\n", guest.securityGroups()));
        guest.networks().stream().findFirst().ifPresent(first -> {
            tree.put("mac", first.mac());
            tree.put(
                    "local-ipv4",
                    first.addresses().stream()
                            .map(GuestMetadata.Address::ip)
                            .filter(ip -> ip.indexOf(':') < 0)
                            .findFirst()
                            .orElse(""));
        });
        if (!guest.publicKeys().isEmpty()) tree.put("public-keys", keys());
        return tree;
    }

    private Map<String, Object> keys() {
        var keys = new LinkedHashMap<String, Object>();
        new TreeMap<>(guest.publicKeys())
                .forEach((name, key) ->
                        keys.put(Integer.toString(keys.size()), new TreeMap<>(Map.of("openssh-key", key))));
        return keys;
    }

    private List<String> listing(Map<?, ?> folder) {
        var lines = new ArrayList<String>();
        var names = List.copyOf(new TreeMap<>(guest.publicKeys()).keySet());
        boolean keys = folder.values().stream()
                .anyMatch(value -> value instanceof Map<?, ?> key && key.containsKey("openssh-key"));
        for (var entry : folder.entrySet()) {
            if (keys) lines.add(entry.getKey() + "=" + names.get(Integer.parseInt((String) entry.getKey())));
            else lines.add(entry.getKey() + (entry.getValue() instanceof Map ? "/" : ""));
        }
        return lines;
    }
}
