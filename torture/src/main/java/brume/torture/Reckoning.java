package brume.torture;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The end of a run: each client's journal is read from the disk, and all that follows from it is held against what the
/// cloud shows. Also nothing else may be there, and nothing twice.
final class Reckoning {
    static final Set<Kind> TENANTS = Set.of(
            Kind.NETWORK,
            Kind.SUBNET,
            Kind.PORT,
            Kind.ROUTER,
            Kind.INTERFACE,
            Kind.FLOATING_IP,
            Kind.GROUP,
            Kind.RULE,
            Kind.KEY,
            Kind.SERVER,
            Kind.SERVER_GROUP,
            Kind.IMAGE);
    static final Set<Kind> ADMINISTRATORS = Set.of(Kind.PROJECT, Kind.USER, Kind.FLAVOR);

    private final Violations violations;
    private final boolean mayFail;
    private int acknowledged;
    private int unanswered;
    private int failed;

    /// @param mayFail whether hosts were made to fail, so that an instance may be in error
    Reckoning(Violations violations, boolean mayFail) {
        this.violations = violations;
        this.mayFail = mayFail;
    }

    void tenant(Client client) {
        var lists = lists(client, TENANTS);
        of(client, lists);
        strays(client, lists);
        new Recount(client, violations).look();
    }

    void administrator(Client client) {
        var lists = lists(client, ADMINISTRATORS);
        of(client, lists);
        strays(client, lists);
    }

    private static Map<Kind, List<JsonNode>> lists(Client client, Set<Kind> kinds) {
        var lists = new EnumMap<Kind, List<JsonNode>>(Kind.class);
        for (var kind : kinds) {
            var rows = client.list(kind)
                    .orElseThrow(() -> new IllegalStateException("no list of " + kind + " for " + client.name()));
            lists.put(kind, rows.stream().filter(row -> own(client, kind, row)).toList());
        }
        return lists;
    }

    /// Rows that are there because the client asked for them by name.
    static boolean own(Client client, Kind kind, JsonNode row) {
        var project = client.door().project();
        return switch (kind) {
            case NETWORK, SUBNET, ROUTER, FLOATING_IP ->
                row.path("project_id").asString("").equals(project);
            case PORT -> !row.path("name").asString("").isEmpty();
            case INTERFACE -> row.path("device_owner").asString("").startsWith("network:router_interface");
            case GROUP -> !row.path("name").asString("").equals("default");
            case RULE -> !row.path("description").asString("").isEmpty();
            case IMAGE -> row.path("owner").asString("").equals(project);
            case KEY, SERVER, SERVER_GROUP -> true;
            case FLAVOR, PROJECT, USER, GRANT -> kind.key(row).startsWith(client.name() + "-");
        };
    }

    private void of(Client client, Map<Kind, List<JsonNode>> lists) {
        var ledger = client.readBack();
        ledger.things().forEach(thing -> {
            if (thing.acknowledged()) acknowledged++;
            else if (!thing.gone()) unanswered++;
            var shown = shown(client, thing, lists);
            if (thing.there() && shown.isEmpty()) say(client, thing, "was acknowledged and is not there");
            if (thing.gone() && shown.isPresent())
                say(client, thing, thing.acknowledged() ? "was deleted and is there" : "was refused and is there");
            shown.ifPresent(row -> whole(client, thing, row));
        });
    }

    private Optional<JsonNode> shown(Client client, Thing thing, Map<Kind, List<JsonNode>> lists) {
        var kind = thing.kind();
        if (!thing.known())
            return lists.getOrDefault(kind, List.of()).stream()
                    .filter(row -> kind.key(row).equals(thing.key()))
                    .findFirst();
        var answer = client.door().get(kind.service(), kind.path(thing.id()));
        if (answer.status() == 404) return Optional.empty();
        if (!answer.good()) say(client, thing, "can't be looked at: " + answer.status() + " " + answer.text());
        return Optional.of(kind.one(answer.body()));
    }

    private void whole(Client client, Thing thing, JsonNode shown) {
        boolean failed =
                thing.kind() == Kind.SERVER && shown.path("status").asString().equals("ERROR");
        if (failed) this.failed++;
        if (failed && mayFail) return;
        Sight.amissAtRest(thing, shown).ifPresent(amiss -> say(client, thing, amiss + fault(shown)));
        switch (thing.kind()) {
            case SERVER -> {
                if (!failed && shown.path("addresses").isEmpty()) say(client, thing, "has no address");
            }
            case PORT -> {
                if (shown.path("fixed_ips").size() != 1) say(client, thing, "has addresses " + shown.path("fixed_ips"));
            }
            case GROUP -> {
                long leaving = shown.path("security_group_rules")
                        .valueStream()
                        .filter(rule -> rule.path("direction").asString().equals("egress"))
                        .count();
                if (leaving != 2) say(client, thing, "has " + leaving + " rules for what leaves, of two");
            }
            case IMAGE -> image(client, thing, shown);
            default -> {}
        }
    }

    private static String fault(JsonNode shown) {
        var fault = shown.path("fault").path("message").asString("");
        return fault.isEmpty() ? "" : " (" + fault + ")";
    }

    private void image(Client client, Thing thing, JsonNode shown) {
        var status = shown.path("status").asString();
        var sum = shown.path("checksum").asString("");
        if (status.equals("queued") && sum.isEmpty()) return;
        if (!status.equals("active")) {
            say(client, thing, "is " + status);
            return;
        }
        var bytes = client.door().bytes("image", Kind.IMAGE.path(thing.id()) + "/file");
        if (!ImageActs.sum(bytes).equals(sum)) say(client, thing, "holds other bytes than were sent");
    }

    private void strays(Client client, Map<Kind, List<JsonNode>> lists) {
        var ledger = client.readBack();
        lists.forEach((kind, rows) -> {
            var keys = new HashSet<String>();
            for (var row : rows) {
                var key = kind.key(row);
                if (!keys.add(key)) violations.add(client.name() + ": " + kind + " " + key + " is there twice");
                if (ledger.thing(key) == null) violations.add(client.name() + ": nobody asked for " + kind + " " + row);
            }
        });
        if (!lists.containsKey(Kind.SERVER)) return;
        var owners = new HashMap<String, String>();
        lists.get(Kind.SERVER).forEach(row -> owners.put(Kind.SERVER.id(row), ""));
        for (var port : client.list(Kind.PORT).orElse(List.of())) {
            boolean guests = port.path("device_owner").asString("").startsWith("compute:");
            if (guests && !owners.containsKey(port.path("device_id").asString()))
                violations.add(client.name() + ": a port is left of an instance that is gone: " + port);
        }
    }

    private void say(Client client, Thing thing, String what) {
        violations.add(client.name() + ": " + thing + " " + what);
    }

    @Override
    public String toString() {
        return "%s acknowledged things looked up, and %s of unanswered requests; %s instances in error"
                .formatted(acknowledged, unanswered, failed);
    }
}
