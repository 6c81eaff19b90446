package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Label;
import brume.cloud.compute.RebuildRequest;
import brume.cloud.compute.Summary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The action `rebuild`: 202 with the server, and its new password.
final class ServerRebuild {
    private static final Set<Condition> FROM = Set.of(Condition.RUNNING, Condition.STOPPED, Condition.FAILED);
    private final Instances instances;
    private final ServersApi servers;
    private final Ids ids;

    ServerRebuild(Instances instances, ServersApi servers, Ids ids) {
        this.instances = instances;
        this.servers = servers;
        this.ids = ids;
    }

    Response act(Request request, UUID id, JsonNode asked) {
        instances.find(caller(request), id);
        ServerCreation.refuseFiles(asked);
        var password = text(asked, "adminPass").orElseGet(() -> ids.hex(ServersApi.PASSWORD_BYTES));
        var rebuild = new RebuildRequest(
                image(asked.get("imageRef").stringValue()),
                old -> label(old, asked),
                asked.has("key_name") ? Optional.of(text(asked, "key_name")) : Optional.empty(),
                asked.has("user_data") ? Optional.of(ServerCreation.userData(asked)) : Optional.empty(),
                password);
        Summary server;
        try {
            server = instances.rebuild(caller(request), id, FROM, rebuild).summary();
        } catch (CloudFault.NotFound missing) {
            if (missing.id().equals(id.toString())) throw missing;
            // What the body names and is not there is the body's fault.
            throw new CloudFault.Invalid(missing.getMessage());
        }
        var view = servers.view(request, List.of(server), true).rebuilt(server, password);
        return Response.json(202, Map.of("server", view)).with("Location", new Links(request).self("servers/" + id));
    }

    private static UUID image(String text) {
        return Ids.parse(text).orElseThrow(() -> new CloudFault.Invalid("Invalid imageRef provided."));
    }

    private static Label label(Label old, JsonNode asked) {
        var label = ServersApi.relabelled(old, asked);
        if (!asked.has("metadata")) return label;
        var metadata = new HashMap<String, String>();
        for (var entry : asked.get("metadata").properties()) {
            metadata.put(entry.getKey(), entry.getValue().stringValue());
        }
        return label.with(metadata);
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }
}
