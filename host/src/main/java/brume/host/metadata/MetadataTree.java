package brume.host.metadata;

import brume.base.json.Json;
import brume.contract.GuestMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Everything that one guest may read, by path: OpenStack's tree (`openstack/latest/meta_data.json` …) and EC2's
/// (`latest/meta-data/instance-id` …), each in all its published versions. A folder reads as the list of what is in it.
/// Source: Nova's metadata documentation and cloud-init's `DataSourceOpenStack`, `DataSourceEc2`.
public final class MetadataTree {
    static final List<String> OPENSTACK = List.of(
            "2012-08-10",
            "2013-04-04",
            "2013-10-17",
            "2015-10-15",
            "2016-06-30",
            "2016-10-06",
            "2017-02-22",
            "2018-08-27",
            "2020-10-14",
            "latest");
    static final List<String> EC2 = List.of(
            "1.0",
            "2007-01-19",
            "2007-03-01",
            "2007-08-29",
            "2007-10-10",
            "2007-12-15",
            "2008-02-01",
            "2008-09-01",
            "2009-04-04",
            "latest");
    private static final int SEED_BYTES = 512;

    private final GuestMetadata guest;
    private final RandomGenerator random;

    /// @param random for the seed that each reader is given anew
    public MetadataTree(GuestMetadata guest, RandomGenerator random) {
        this.guest = guest;
        this.random = random;
    }

    /// What is at `path`, without slashes at its ends; empty when nothing is.
    public Optional<byte[]> read(String path) {
        if (path.isEmpty()) return lines(Ec2Tree.root());
        if (path.equals("openstack")) return lines(OPENSTACK);
        int slash = path.indexOf('/');
        if (slash > 0 && path.startsWith("openstack/")) {
            var rest = path.substring(slash + 1);
            int end = rest.indexOf('/');
            var version = end < 0 ? rest : rest.substring(0, end);
            if (!OPENSTACK.contains(version)) return Optional.empty();
            var files = openstack(version);
            return end < 0
                    ? lines(List.copyOf(files.keySet()))
                    : Optional.ofNullable(files.get(rest.substring(end + 1)));
        }
        return new Ec2Tree(guest).read(path);
    }

    /// The files of a config drive by path: every OpenStack version, and EC2's latest as one JSON file.
    public Map<String, byte[]> configDrive() {
        var files = new TreeMap<String, byte[]>();
        for (var version : OPENSTACK)
            openstack(version).forEach((name, content) -> {
                if (!name.equals("password")) files.put("openstack/" + version + "/" + name, content);
            });
        var ec2 = Json.bytes(new Ec2Tree(guest).nested());
        files.put("ec2/latest/meta-data.json", ec2);
        files.put("ec2/2009-04-04/meta-data.json", ec2);
        guest.userData().ifPresent(data -> {
            files.put("ec2/latest/user-data", data);
            files.put("ec2/2009-04-04/user-data", data);
        });
        return files;
    }

    private TreeMap<String, byte[]> openstack(String version) {
        var files = new TreeMap<String, byte[]>();
        files.put("meta_data.json", Json.bytes(metaData(version)));
        guest.userData().ifPresent(data -> files.put("user_data", data));
        if (since(version, "2013-04-04")) files.put("password", new byte[0]);
        if (since(version, "2013-10-17")) files.put("vendor_data.json", Json.bytes(Json.object()));
        if (since(version, "2015-10-15")) files.put("network_data.json", Json.bytes(NetworkDocument.of(guest)));
        if (since(version, "2016-10-06")) {
            var vendor = Json.object();
            vendor.putObject("static");
            files.put("vendor_data2.json", Json.bytes(vendor));
        }
        return files;
    }

    private JsonNode metaData(String version) {
        var node = Json.object();
        node.put("uuid", guest.instance().toString());
        node.put("name", guest.name());
        node.put("hostname", guest.hostname());
        node.put("launch_index", guest.launchIndex());
        node.put("availability_zone", guest.availabilityZone());
        if (!guest.meta().isEmpty()) guest.meta().forEach(node.putObject("meta")::put);
        if (!guest.publicKeys().isEmpty()) {
            guest.publicKeys().forEach(node.putObject("public_keys")::put);
            var keys = node.putArray("keys");
            guest.publicKeys()
                    .forEach((name, key) -> keys.addObject()
                            .put("name", name)
                            .put("type", "ssh")
                            .put("data", key));
        }
        guest.adminPassword().ifPresent(password -> node.put("admin_pass", password));
        if (since(version, "2013-10-17")) {
            var seed = new byte[SEED_BYTES];
            random.nextBytes(seed);
            node.put("random_seed", Base64.getEncoder().encodeToString(seed));
        }
        if (since(version, "2015-10-15"))
            node.put("project_id", guest.project().toString().replace("-", ""));
        if (since(version, "2016-06-30")) node.putArray("devices");
        if (since(version, "2020-10-14")) node.putArray("dedicated_cpus");
        return node;
    }

    private static boolean since(String version, String first) {
        return version.equals("latest") || version.compareTo(first) >= 0;
    }

    static Optional<byte[]> lines(List<String> lines) {
        return text(String.join("\n", lines));
    }

    static Optional<byte[]> text(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
