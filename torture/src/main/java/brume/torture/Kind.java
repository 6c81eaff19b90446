package brume.torture;

import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What clients make: where it is found, and by what word of theirs.
enum Kind {
    NETWORK("network", "/v2.0/networks", "network", "networks", "name"),
    SUBNET("network", "/v2.0/subnets", "subnet", "subnets", "name"),
    PORT("network", "/v2.0/ports", "port", "ports", "name"),
    ROUTER("network", "/v2.0/routers", "router", "routers", "name"),
    /// A subnet's place at a router; found as the port that it is.
    INTERFACE("network", "/v2.0/ports", "port", "ports", ""),
    FLOATING_IP("network", "/v2.0/floatingips", "floatingip", "floatingips", "description"),
    GROUP("network", "/v2.0/security-groups", "security_group", "security_groups", "name"),
    RULE("network", "/v2.0/security-group-rules", "security_group_rule", "security_group_rules", "description"),
    KEY("compute", "/v2.1/os-keypairs", "keypair", "keypairs", "name"),
    SERVER("compute", "/v2.1/servers", "server", "servers", "name"),
    SERVER_GROUP("compute", "/v2.1/os-server-groups", "server_group", "server_groups", "name"),
    FLAVOR("compute", "/v2.1/flavors", "flavor", "flavors", "name"),
    IMAGE("image", "/v2/images", "", "images", "name"),
    PROJECT("identity", "/v3/projects", "project", "projects", "name"),
    USER("identity", "/v3/users", "user", "users", "name"),
    /// A role of a user in a project; its id is the path below the project.
    GRANT("identity", "/v3/projects", "", "", "");

    private final String service;
    private final String path;
    private final String one;
    private final String many;
    private final String mark;

    Kind(String service, String path, String one, String many, String mark) {
        this.service = service;
        this.path = path;
        this.one = one;
        this.many = many;
        this.mark = mark;
    }

    String service() {
        return service;
    }

    /// Where these are listed and made.
    String path() {
        return path;
    }

    /// Where one of them is.
    String path(String id) {
        return path + "/" + id;
    }

    /// The word that a body holds it by; empty when it is the body.
    String word() {
        return one;
    }

    /// The query path of all that a client may see.
    String listing() {
        return switch (this) {
            case IMAGE -> path + "?limit=1000";
            case SERVER -> path + "/detail";
            default -> path;
        };
    }

    JsonNode one(JsonNode body) {
        return one.isEmpty() ? body : body.path(one);
    }

    Stream<JsonNode> many(JsonNode body) {
        var all = body.path(many).valueStream();
        return this == KEY ? all.map(each -> each.path(one)) : all;
    }

    String id(JsonNode thing) {
        return thing.path(this == KEY ? "name" : "id").asString("");
    }

    /// The client's word for a thing, as lists show it.
    String key(JsonNode thing) {
        if (this == INTERFACE)
            return thing.path("device_id").asString("") + "/"
                    + thing.path("fixed_ips").path(0).path("subnet_id").asString("");
        return thing.path(mark).asString("");
    }
}
