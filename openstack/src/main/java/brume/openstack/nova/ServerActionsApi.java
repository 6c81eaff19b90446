package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instances;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// `POST /servers/{id}/action`: one member names the action. From which conditions each may begin is Nova's rule.
final class ServerActionsApi {
    private static final Shape NOTHING = Shape.anything();

    /// Actions that the API knows and this cloud does not have.
    private static final Set<String> ABSENT = Set.of(
            "addFixedIp",
            "removeFixedIp",
            "changePassword",
            "confirmResize",
            "createBackup",
            "createImage",
            "evacuate",
            "forceDelete",
            "injectNetworkInfo",
            "migrate",
            "os-getRDPConsole",
            "os-getSPICEConsole",
            "os-getSerialConsole",
            "os-getVNCConsole",
            "os-migrateLive",
            "os-resetNetwork",
            "resetNetwork",
            "rescue",
            "resize",
            "resume",
            "revertResize",
            "shelve",
            "shelveOffload",
            "suspend",
            "trigger_crash_dump",
            "unrescue",
            "unshelve");

    /// What an action does.
    private interface Act {
        Response act(Request request, UUID server, JsonNode body);
    }

    private record Entry(Shape shape, Versions versions, Act act) {}

    private final Instances instances;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    ServerActionsApi(Instances instances, SecurityGroupsApi groups, ServerRebuild rebuild, FloatingIpsApi floating) {
        this.instances = instances;
        entry("os-start", NOTHING, (request, id, body) -> {
            instances.start(caller(request), id, Set.of(Condition.STOPPED));
            return Response.empty(202);
        });
        entry("os-stop", NOTHING, (request, id, body) -> {
            instances.stop(caller(request), id, Set.of(Condition.RUNNING, Condition.PAUSED, Condition.FAILED));
            return Response.empty(202);
        });
        entry("pause", NOTHING, (request, id, body) -> {
            instances.pause(caller(request), id, Set.of(Condition.RUNNING));
            return Response.empty(202);
        });
        entry("unpause", NOTHING, (request, id, body) -> {
            instances.unpause(caller(request), id, Set.of(Condition.PAUSED));
            return Response.empty(202);
        });
        entry("reboot", Shape.closed().need("type", Shape.oneOf("HARD", "SOFT", "hard", "soft")), this::reboot);
        entry("addFloatingIp", FloatingIpsApi.ADD, FloatingIpsApi.ACTIONS, floating::add);
        entry("removeFloatingIp", FloatingIpsApi.REMOVE, FloatingIpsApi.ACTIONS, floating::remove);
        entry("rebuild", ServerShapes.REBUILD, rebuild::act);
        var named = Shape.open().need("name", Shape.text(1, 255));
        entry("addSecurityGroup", named, (request, id, body) -> groups.change(request, id, body, true));
        entry("removeSecurityGroup", named, (request, id, body) -> groups.change(request, id, body, false));
        entry(
                "lock",
                Shape.nullable(Shape.closed().with("locked_reason", Shape.text(1, 255), Versions.since(2, 73))),
                this::lock);
        entry("unlock", NOTHING, (request, id, body) -> {
            instances.unlock(caller(request), id);
            return Response.empty(202);
        });
        entry("restore", NOTHING, this::restore);
        entry(
                "os-getConsoleOutput",
                Shape.closed().with("length", Shape.nullable(Shape.whole(-1, Integer.MAX_VALUE))),
                this::console);
        entry("os-resetState", Shape.closed().need("state", Shape.oneOf("active", "error")), (request, id, body) -> {
            instances.reset(caller(request), id, body.get("state").stringValue().equals("active"));
            return Response.empty(202);
        });
    }

    private void entry(String name, Shape shape, Act act) {
        entry(name, shape, Versions.ALL, act);
    }

    private void entry(String name, Shape shape, Versions versions, Act act) {
        entries.put(name, new Entry(shape, versions, act));
    }

    void routes(RouteTable table) {
        table.add(
                "POST",
                "/servers/{server:instance}/action",
                ComputeActions.INSTANCES_SHOW,
                this::act,
                r -> r.body(shape()));
    }

    /// One object with a member for each action that there is; others are told apart by name.
    private Shape shape() {
        var shape = Shape.open();
        for (var entry : entries.entrySet()) {
            shape = shape.with(entry.getKey(), entry.getValue().shape, entry.getValue().versions);
        }
        return shape;
    }

    private Response act(Request request) {
        var body = request.json();
        if (body.size() != 1) throw new CloudFault.Invalid("There is no such action: a body names exactly one.");
        var name = body.propertyNames().iterator().next();
        var entry = entries.get(name);
        var id = ServersApi.id(request);
        if (entry == null || !entry.versions.contains(request.version())) {
            instances.find(caller(request), id);
            if (ABSENT.contains(name))
                throw new CloudFault.Unsupported("The action " + name + " is not available here.");
            throw new CloudFault.Invalid("There is no such action: " + name);
        }
        return entry.act.act(request, id, body.get(name));
    }

    private Response reboot(Request request, UUID id, JsonNode body) {
        boolean gently = body.get("type").stringValue().equalsIgnoreCase("soft");
        var from = gently
                ? Set.of(Condition.RUNNING)
                : Set.of(
                        Condition.RUNNING,
                        Condition.STOPPED,
                        Condition.PAUSED,
                        Condition.SUSPENDED,
                        Condition.FAILED,
                        Condition.REBOOTING);
        instances.reboot(caller(request), id, from, gently);
        return Response.empty(202);
    }

    /// Takes back a delete that is not final yet: here each is final at once, so there is never anything to take back.
    private Response restore(Request request, UUID id, JsonNode body) {
        instances.find(caller(request), id);
        throw new CloudFault.Conflict("Cannot 'restore' instance " + id + ": it is not soft-deleted.");
    }

    private Response lock(Request request, UUID id, JsonNode body) {
        var reason = Optional.ofNullable(body.get("locked_reason")).map(JsonNode::stringValue);
        instances.lock(caller(request), id, reason);
        return Response.empty(202);
    }

    /// `{"output": …}`: all that is kept, or the last `length` lines.
    private Response console(Request request, UUID id, JsonNode body) {
        int lines = Optional.ofNullable(body.get("length"))
                .filter(length -> !length.isNull())
                .map(length -> Integer.parseInt(length.asString().strip()))
                .orElse(-1);
        return Response.json(200, Map.of("output", clean(instances.console(caller(request), id, lines))));
    }

    /// A console may hold what no JSON client wants: control characters are left out, but for line breaks and tabs.
    private static String clean(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "");
    }
}
