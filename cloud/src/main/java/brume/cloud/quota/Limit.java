package brume.cloud.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What can be limited for a project, and the limit that holds when nothing is said. `-1` is no limit.
public enum Limit {
    INSTANCES(Family.COMPUTE, "instances", 50),
    CORES(Family.COMPUTE, "cores", 100),
    RAM_MIB(Family.COMPUTE, "ram", 200 * 1024),
    METADATA_ITEMS(Family.COMPUTE, "metadata_items", 128),
    KEY_PAIRS(Family.COMPUTE, "key_pairs", 100),
    SERVER_GROUPS(Family.COMPUTE, "server_groups", 10),
    SERVER_GROUP_MEMBERS(Family.COMPUTE, "server_group_members", 10),
    INJECTED_FILES(Family.COMPUTE, "injected_files", 5),
    INJECTED_FILE_CONTENT_BYTES(Family.COMPUTE, "injected_file_content_bytes", 10240),
    INJECTED_FILE_PATH_BYTES(Family.COMPUTE, "injected_file_path_bytes", 255),
    NETWORKS(Family.NETWORK, "network", 100),
    SUBNETS(Family.NETWORK, "subnet", 100),
    SUBNET_POOLS(Family.NETWORK, "subnetpool", -1),
    PORTS(Family.NETWORK, "port", 500),
    ROUTERS(Family.NETWORK, "router", 10),
    FLOATING_IPS(Family.NETWORK, "floatingip", 50),
    SECURITY_GROUPS(Family.NETWORK, "security_group", 10),
    SECURITY_GROUP_RULES(Family.NETWORK, "security_group_rule", 100),
    RBAC_POLICIES(Family.NETWORK, "rbac_policy", 10),
    IMAGES(Family.IMAGE, "image_count_total", -1),
    IMAGE_BYTES(Family.IMAGE, "image_size_total", -1);

    /// Limits that are checked under one lock.
    public enum Family {
        COMPUTE,
        NETWORK,
        IMAGE
    }

    private final Family family;
    private final String word;
    private final long standard;

    Limit(Family family, String word, long standard) {
        this.family = family;
        this.word = word;
        this.standard = standard;
    }

    public Family family() {
        return family;
    }

    /// Its name in the APIs.
    public String word() {
        return word;
    }

    /// What holds when nothing is said.
    public long standard() {
        return standard;
    }

    /// The limit of that name in a family.
    public static Optional<Limit> named(Family family, String word) {
        return of(family).stream().filter(l -> l.word.equals(word)).findFirst();
    }

    public static List<Limit> of(Family family) {
        return Arrays.stream(values()).filter(l -> l.family == family).toList();
    }
}
