package brume.app.admin;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.compute.Adoption;
import brume.cloud.hosts.HostActions;
import brume.cloud.hosts.Hosts;
import brume.cloud.hosts.Stranger;
import brume.cloud.identity.Projects;
import brume.contract.GuestSpec;
import brume.contract.PortSpec;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `/strangers`: what hosts hold since before a restore, and nobody knows; each can be adopted or removed.
final class StrangersApi {
    private static final Shape ADOPTION =
            Shape.closed().need("adopt", Shape.closed().with("project", Shape.text(1, 36)));

    private final Hosts hosts;
    private final Adoption adoption;
    private final Projects projects;

    StrangersApi(Hosts hosts, Adoption adoption, Projects projects) {
        this.hosts = hosts;
        this.adoption = adoption;
        this.projects = projects;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/strangers", HostActions.SEE_STRANGERS.name(), this::list)
                        .query(Pages.QUERY),
                Route.of(
                                "POST",
                                "/strangers/{stranger:stranger}/adopt",
                                HostActions.ADOPT_STRANGERS.name(),
                                this::adopt)
                        .body(ADOPTION),
                Route.of(
                        "DELETE", "/strangers/{stranger:stranger}", HostActions.REMOVE_STRANGERS.name(), this::remove));
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        return Pages.of(
                request,
                "strangers",
                (marker, limit) -> hosts.strangers().list(caller, marker, limit),
                stranger -> stranger.item().id().toString(),
                StrangersApi::view);
    }

    private static Map<String, Object> view(Stranger stranger) {
        var view = new LinkedHashMap<String, Object>();
        var item = stranger.item();
        view.put("id", item.id());
        view.put("kind", item.key().kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        view.put("host", stranger.host().value());
        view.put("host_name", stranger.hostName());
        view.put("found_at", stranger.found());
        if (item instanceof GuestSpec guest) {
            view.put("name", guest.name());
            view.put("instance", guest.instance());
            view.put("project", guest.metadata().project());
            view.put("power", guest.power().name().toLowerCase(Locale.ROOT));
            view.put("vcpus", guest.vcpus());
            view.put("memory_bytes", guest.memoryBytes());
        }
        if (item instanceof PortSpec port) {
            view.put("guest", port.residence());
            view.put("network", port.network());
            view.put(
                    "addresses",
                    port.fixedIps().stream().map(PortSpec.FixedIp::ip).toList());
        }
        return view;
    }

    private Response adopt(Request request) {
        var caller = Authentication.caller(request);
        caller.require(HostActions.ADOPT_STRANGERS, Target.ANY);
        var id = request.uuid("stranger", "stranger");
        var asked =
                Optional.ofNullable(request.json().get("adopt").get("project")).map(node -> node.stringValue());
        var project = asked.isPresent() ? named(asked.get()) : own(caller, id);
        requireProject(caller, project);
        return Response.json(200, Map.of("instance", Map.of("id", adoption.adopt(caller, id, project))));
    }

    private static UUID named(String project) {
        return Ids.parse(project).orElseThrow(() -> new CloudFault.Invalid("project", "a project's id is needed"));
    }

    private UUID own(Caller caller, UUID id) {
        return hosts.strangers()
                .find(caller, id)
                .flatMap(Adoption::project)
                .orElseThrow(() -> new CloudFault.NotFound("stranger", id));
    }

    private void requireProject(Caller caller, UUID project) {
        try {
            projects.get(caller, project);
        } catch (CloudFault.NotFound e) {
            throw new CloudFault.Conflict(
                    "project-unknown", "Project " + project + " is not known here; name another one by `project`.");
        }
    }

    private Response remove(Request request) {
        hosts.strangers().remove(Authentication.caller(request), request.uuid("stranger", "stranger"));
        return Response.empty(202);
    }
}
