package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Instances;
import brume.cloud.network.Listing;
import brume.cloud.network.Networks;
import brume.cloud.network.PortWish;
import brume.cloud.network.SecurityGroup;
import brume.cloud.network.SecurityGroupRule;
import brume.cloud.network.SecurityGroupRules;
import brume.cloud.network.SecurityGroups;
import brume.cloud.network.address.Prefix;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Security groups as the compute API shows them: below 2.36 all of them, with their rules for what comes in; at each
/// version those of a server.
final class SecurityGroupsApi {
    private static final Shape NAME = Shape.text("(?s).*\\S.*", 255, "a name");
    private static final Shape GROUP = Shape.closed()
            .need(
                    "security_group",
                    Shape.closed().need("name", NAME).need("description", Shape.nullable(Shape.text(255))));
    private static final Shape PORT = Shape.nullable(Shape.whole(-1, 65_535));
    private static final Shape RULE = Shape.closed()
            .need(
                    "security_group_rule",
                    Shape.open()
                            .need("parent_group_id", Shape.uuid())
                            .with(
                                    "ip_protocol",
                                    Shape.nullable(Shape.oneOf("tcp", "udp", "icmp", "TCP", "UDP", "ICMP")))
                            .with("from_port", PORT)
                            .with("to_port", PORT)
                            .with("cidr", Shape.nullable(Shape.text(64)))
                            .with("group_id", Shape.nullable(Shape.uuid())));

    private final Instances instances;
    private final Networks networks;
    private final Sql sql;

    SecurityGroupsApi(Instances instances, Networks networks, Sql sql) {
        this.instances = instances;
        this.networks = networks;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var all = "/os-security-groups";
        var one = all + "/{group:security_group}";
        var show = ComputeActions.INSTANCES_SHOW;
        var change = ComputeActions.INSTANCES_UPDATE;
        table.add("GET", all, show, this::list, SecurityGroupsApi::old);
        table.add("POST", all, change, this::create, r -> old(r.body(GROUP)));
        table.add("GET", one, show, this::show, SecurityGroupsApi::old);
        table.add("PUT", one, change, this::update, r -> old(r.body(GROUP)));
        table.add("DELETE", one, change, this::delete, SecurityGroupsApi::old);
        table.add("POST", "/os-security-group-rules", change, this::createRule, r -> old(r.body(RULE)));
        table.add(
                "DELETE",
                "/os-security-group-rules/{rule:security_group_rule}",
                change,
                this::deleteRule,
                SecurityGroupsApi::old);
        table.add("GET", "/servers/{server:instance}/os-security-groups", show, this::ofServer);
    }

    private static Route old(Route route) {
        return route.in(Versions.until(2, 35));
    }

    private List<SecurityGroup> own(Caller caller) {
        return networks.securityGroups().list(caller, Listing.of("project", caller.home()));
    }

    private Response list(Request request) {
        return groups(own(caller(request)));
    }

    private static Response groups(List<SecurityGroup> groups) {
        var names = groups.stream().collect(Collectors.toMap(SecurityGroup::id, g -> g));
        return Response.json(
                200,
                Map.of(
                        "security_groups",
                        groups.stream().map(group -> view(group, names)).toList()));
    }

    private static Map<String, Object> view(SecurityGroup group, Map<UUID, SecurityGroup> known) {
        return Map.of(
                "id",
                group.id(),
                "name",
                group.standing().name(),
                "description",
                group.standing().description(),
                "tenant_id",
                group.standing().project().map(Ids::plain).orElse(""),
                "rules",
                group.rules().stream()
                        .filter(rule -> rule.direction() == Direction.INGRESS)
                        .map(rule -> view(rule, known))
                        .toList());
    }

    private static Map<String, Object> view(SecurityGroupRule rule, Map<UUID, SecurityGroup> known) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", rule.id());
        view.put("parent_group_id", rule.group());
        view.put("ip_protocol", rule.protocol().orElse(null));
        boolean all = rule.low().isEmpty() && rule.protocol().isPresent();
        view.put("from_port", all ? Integer.valueOf(-1) : rule.low().orElse(null));
        view.put("to_port", all ? Integer.valueOf(-1) : rule.high().orElse(null));
        var remote = rule.remoteGroup().map(known::get);
        view.put(
                "group",
                remote.map(group -> Map.of(
                                "name",
                                group.standing().name(),
                                "tenant_id",
                                group.standing().project().map(Ids::plain).orElse("")))
                        .orElse(Map.of()));
        var anywhere = rule.ipVersion() == 6 ? "::/0" : "0.0.0.0/0";
        view.put(
                "ip_range",
                rule.remoteGroup().isPresent()
                        ? Map.of()
                        : Map.of("cidr", rule.remote().map(Prefix::toString).orElse(anywhere)));
        return view;
    }

    private Response one(Request request, SecurityGroup group) {
        var known = own(caller(request)).stream().collect(Collectors.toMap(SecurityGroup::id, g -> g));
        return Response.json(200, Map.of("security_group", view(group, known)));
    }

    private Response show(Request request) {
        return one(request, networks.securityGroups().get(caller(request), request.uuid("group", "Security group")));
    }

    private static SecurityGroups.Wish wish(JsonNode asked) {
        return new SecurityGroups.Wish(
                Optional.of(asked.get("name").stringValue()),
                Optional.of(asked.get("description").asString("")),
                Optional.empty());
    }

    private Response create(Request request) {
        var draft =
                new SecurityGroups.Draft(Optional.empty(), wish(request.json().get("security_group")));
        return one(
                request,
                networks.securityGroups()
                        .create(caller(request), List.of(draft))
                        .getFirst());
    }

    private Response update(Request request) {
        var id = Ids.parse(request.place("group"))
                .orElseThrow(() ->
                        new CloudFault.Invalid("Security group id " + request.place("group") + " should be a UUID."));
        return one(
                request,
                networks.securityGroups()
                        .update(
                                caller(request),
                                id,
                                Optional.empty(),
                                wish(request.json().get("security_group"))));
    }

    private Response delete(Request request) {
        try {
            networks.securityGroups().delete(caller(request), request.uuid("group", "Security group"));
        } catch (CloudFault.Conflict inUse) {
            throw new CloudFault.Invalid(inUse.getMessage());
        }
        return Response.empty(202);
    }

    private Response createRule(Request request) {
        var asked = request.json().get("security_group_rule");
        var parent = Ids.parse(asked.get("parent_group_id").stringValue()).orElseThrow();
        var cidr = text(asked, "cidr")
                .filter(t -> !t.isEmpty())
                .map(t -> Prefix.parse(t).orElseThrow(() -> new CloudFault.Invalid("Invalid cidr " + t + ".")));
        var remote = text(asked, "group_id").flatMap(Ids::parse);
        var protocol = text(asked, "ip_protocol").map(t -> t.toLowerCase(java.util.Locale.ROOT));
        var low = number(asked, "from_port");
        var high = number(asked, "to_port");
        if (low.filter(l -> high.filter(h -> h < l).isPresent()).isPresent()) {
            throw new CloudFault.Invalid("Invalid port range " + low.get() + ":" + high.orElse(0) + ".");
        }
        if (remote.isEmpty() && protocol.isEmpty()) {
            throw new CloudFault.Invalid("Not enough parameters to build a valid rule.");
        }
        boolean all = low.filter(l -> l < 0).isPresent();
        var draft = new SecurityGroupRules.Draft(
                Optional.empty(),
                parent,
                "",
                Direction.INGRESS,
                cidr.map(prefix -> prefix.address().version()).orElse(4),
                protocol,
                all ? Optional.empty() : low,
                all ? Optional.empty() : high,
                cidr,
                remote);
        SecurityGroupRule made;
        try {
            made = networks.securityGroupRules()
                    .create(caller(request), List.of(draft))
                    .getFirst();
        } catch (CloudFault.Conflict twice) {
            throw new CloudFault.Invalid(twice.getMessage());
        }
        var known = own(caller(request)).stream().collect(Collectors.toMap(SecurityGroup::id, g -> g));
        return Response.json(200, Map.of("security_group_rule", view(made, known)));
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    private static Optional<Integer> number(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name))
                .filter(value -> !value.isNull())
                .map(value -> Integer.parseInt(value.asString().strip()));
    }

    private Response deleteRule(Request request) {
        networks.securityGroupRules().delete(caller(request), request.uuid("rule", "Security group rule"));
        return Response.empty(202);
    }

    private Response ofServer(Request request) {
        var id = ServersApi.id(request);
        instances.find(caller(request), id);
        var ids = new LinkedHashSet<UUID>();
        var ports = networks.ports().list(caller(request), Listing.of("device", id));
        ports.forEach(port -> ids.addAll(port.securityGroups()));
        if (ids.isEmpty()) return groups(List.of());
        var listing = new Listing(
                Map.of("id", ids.stream().map(UUID::toString).toList()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false);
        return groups(networks.securityGroups().list(caller(request), listing));
    }

    /// Puts all cards of a server into a group, or out of it.
    Response change(Request request, UUID server, JsonNode body, boolean join) {
        var caller = caller(request);
        var instance = instances.find(caller, server).instance();
        var name = body.get("name").stringValue();
        var group = group(caller, instance.project(), name);
        var cards = networks.ofInstances(sql, List.of(server)).getOrDefault(server, List.of());
        if (join && cards.isEmpty()) {
            throw new CloudFault.Invalid("The server has no ports that a security group could hold for.");
        }
        boolean changed = false;
        for (var card : cards) {
            var groups = new LinkedHashSet<>(
                    networks.ports().get(caller, card.port()).securityGroups());
            if (join ? !groups.add(group) : !groups.remove(group)) continue;
            networks.ports().update(caller, card.port(), Optional.empty(), PortWish.groups(List.copyOf(groups)));
            changed = true;
        }
        if (!join && !changed) {
            throw new CloudFault.NotFound("Security group", name + " of instance " + server);
        }
        return Response.empty(202);
    }

    private UUID group(Caller caller, UUID project, String name) {
        var found = networks.securityGroups().list(caller, Listing.of("project", project)).stream()
                .filter(group -> group.standing().name().equals(name)
                        || group.id().toString().equals(name))
                .map(SecurityGroup::id)
                .toList();
        if (found.isEmpty()) throw new CloudFault.NotFound("Security group", name);
        if (found.size() > 1) {
            throw new CloudFault.Conflict(
                    "Multiple security groups found matching '" + name + "'. Use an ID to be" + " more specific.");
        }
        return found.getFirst();
    }
}
