package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.HostActions;
import brume.cloud.hosts.Hosts;
import brume.contract.HostId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `/os-services`: each host, as the one service `nova-compute`.
final class ServicesApi {
    private static final String BINARY = "nova-compute";
    private static final Shape NAMED = Shape.closed()
            .need("host", Shape.text(1, 255))
            .need("binary", Shape.text(1, 255))
            .with("disabled_reason", Shape.text(1, 255));
    private static final Shape UPDATE = Shape.closed()
            .with("status", Shape.oneOf("enabled", "disabled"))
            .with("disabled_reason", Shape.text(1, 255))
            .with("forced_down", Shape.flag());
    private static final Shape FORCED = Shape.closed()
            .need("host", Shape.text(1, 255))
            .need("binary", Shape.text(1, 255))
            .with("forced_down", Shape.flag());
    /// What forced_down says: in Nova, too, it is the word of whoever has fenced the host.
    private static final String PROOF = "said by forced_down of the compute API";

    private static final Shape.Fields LIST =
            Shape.open().with("binary", Pages.ANY_TEXT).with("host", Pages.ANY_TEXT);

    private final Hosts hosts;
    private final Sql sql;

    ServicesApi(Hosts hosts, Sql sql) {
        this.hosts = hosts;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var old = Versions.until(2, 52);
        table.add("GET", "/os-services", ComputeActions.HOSTS_SHOW, this::list, r -> r.query(LIST));
        table.add(
                "PUT",
                "/os-services/{service:service}",
                ComputeActions.HOSTS_UPDATE,
                this::update,
                r -> r.body(UPDATE).in(Versions.since(2, 53)));
        table.add(
                "DELETE",
                "/os-services/{service:service}",
                HostActions.REMOVE,
                this::remove,
                r -> r.in(Versions.since(2, 53)));
        table.add(
                "PUT",
                "/os-services/force-down",
                HostActions.FENCE,
                this::forceOld,
                r -> r.body(FORCED).in(Versions.between(2, 11, 52)));
        for (var word : List.of("enable", "disable", "disable-log-reason")) {
            table.add(
                    "PUT",
                    "/os-services/" + word,
                    ComputeActions.HOSTS_UPDATE,
                    request -> switchOld(request, word),
                    r -> r.body(NAMED).in(old));
        }
    }

    private Response list(Request request) {
        caller(request).require(ComputeActions.HOSTS_SHOW, Target.ANY);
        var query = request.query();
        var views = new ArrayList<Map<String, Object>>();
        int number = 0;
        for (var host : hosts.all(sql)) {
            number++;
            if (query.last("binary").filter(b -> !b.equals(BINARY)).isPresent()) continue;
            if (query.last("host").filter(h -> !h.equals(host.name())).isPresent()) continue;
            views.add(view(request, host, number));
        }
        return Response.json(200, Map.of("services", views));
    }

    private static Map<String, Object> view(Request request, Host host, int number) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", request.version().atLeast(2, 53) ? host.id().toString() : number);
        view.put("binary", BINARY);
        view.put("host", host.name());
        view.put("zone", host.zone());
        view.put("status", host.enabled() ? "enabled" : "disabled");
        view.put("state", host.connected() ? "up" : "down");
        view.put("updated_at", Links.micros(host.changedAt()));
        view.put("disabled_reason", host.disabledReason().orElse(null));
        if (request.version().atLeast(2, 11)) view.put("forced_down", host.fenced());
        return view;
    }

    /// A host that is gone for good: it may not come back.
    private Response remove(Request request) {
        caller(request).require(HostActions.REMOVE, Target.ANY);
        hosts.remove(caller(request), named(request).id());
        return Response.empty(204);
    }

    private Host named(Request request) {
        var id = request.place("service");
        return Ids.parse(id)
                .flatMap(known -> hosts.find(sql, new HostId(known)))
                .filter(h -> h.id().toString().equals(id))
                .orElseThrow(() -> new CloudFault.NotFound("Compute service", id));
    }

    private Response update(Request request) {
        caller(request).require(ComputeActions.HOSTS_UPDATE, Target.ANY);
        var asked = request.json();
        var host = named(request);
        if (asked.has("disabled_reason")
                && (!asked.has("status") || asked.get("status").stringValue().equals("enabled"))) {
            throw new CloudFault.Invalid("Specifying disabled_reason requires that status is 'disabled'.");
        }
        if (!asked.has("status") && !asked.has("forced_down")) {
            throw new CloudFault.Invalid("No updates were requested.");
        }
        // What may be refused goes first.
        if (asked.has("forced_down")) force(caller(request), host, Shape.Flag.of(asked.get("forced_down")));
        if (asked.has("status")) {
            boolean enabled = asked.get("status").stringValue().equals("enabled");
            var reason = Optional.ofNullable(asked.get("disabled_reason")).map(node -> node.stringValue());
            sql.run(tx -> hosts.enable(tx, host.id(), enabled, reason));
        }
        var now = hosts.find(sql, host.id()).orElseThrow(() -> new CloudFault.NotFound("Compute service", host.id()));
        return Response.json(200, Map.of("service", view(request, now, 0)));
    }

    private void force(Caller caller, Host host, boolean down) {
        if (down) hosts.fences().fence(caller, host.id(), PROOF);
        else if (host.fenced()) hosts.fences().lift(caller, host.id());
    }

    /// `{"service": {"binary", "host", "forced_down"}}`
    private Response forceOld(Request request) {
        caller(request).require(HostActions.FENCE, Target.ANY);
        var asked = request.json();
        var host = old(asked);
        boolean down = asked.has("forced_down") && Shape.Flag.of(asked.get("forced_down"));
        force(caller(request), host, down);
        var view = new LinkedHashMap<String, Object>();
        view.put("binary", BINARY);
        view.put("host", host.name());
        view.put("forced_down", down);
        return Response.json(200, Map.of("service", view));
    }

    /// The host that a body of old names.
    private Host old(JsonNode asked) {
        var name = asked.get("host").stringValue();
        return hosts.named(sql, name)
                .filter(h -> asked.get("binary").stringValue().equals(BINARY))
                .orElseThrow(() -> new CloudFault.NotFound("Compute host", name));
    }

    private Response switchOld(Request request, String word) {
        caller(request).require(ComputeActions.HOSTS_UPDATE, Target.ANY);
        var asked = request.json();
        var host = old(asked);
        boolean enable = word.equals("enable");
        var reason = word.equals("disable-log-reason")
                ? Optional.ofNullable(asked.get("disabled_reason")).map(node -> node.stringValue())
                : Optional.<String>empty();
        if (word.equals("disable-log-reason") && reason.isEmpty()) {
            throw new CloudFault.Invalid("Missing disabled reason field");
        }
        sql.run(tx -> hosts.enable(tx, host.id(), enable, reason));
        var view = new LinkedHashMap<String, Object>();
        view.put("binary", BINARY);
        view.put("host", host.name());
        view.put("status", enable ? "enabled" : "disabled");
        reason.ifPresent(text -> view.put("disabled_reason", text));
        return Response.json(200, Map.of("service", view));
    }
}
