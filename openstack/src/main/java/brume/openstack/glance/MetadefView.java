package brume.openstack.glance;

import brume.base.http.Escapes;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.image.metadef.Association;
import brume.cloud.image.metadef.Definition;
import brume.cloud.image.metadef.Namespace;
import brume.cloud.image.metadef.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Definitions of metadata as the wire has them.
final class MetadefView {
    private MetadefView() {}

    static Map<String, Object> namespace(Namespace namespace, List<Association> associations) {
        var view = new LinkedHashMap<String, Object>();
        view.put("namespace", namespace.name());
        namespace.about().displayName().ifPresent(name -> view.put("display_name", name));
        namespace.about().description().ifPresent(text -> view.put("description", text));
        view.put("visibility", namespace.about().everybody() ? "public" : "private");
        view.put("protected", namespace.about().guarded());
        view.put("owner", Ids.plain(namespace.owner()));
        view.put("created_at", ImageView.time(namespace.createdAt()));
        view.put("updated_at", ImageView.time(namespace.updatedAt()));
        view.put("self", self(namespace.name()));
        view.put("schema", "/v2/schemas/metadefs/namespace");
        if (!associations.isEmpty()) {
            view.put(
                    "resource_type_associations",
                    associations.stream().map(MetadefView::association).toList());
        }
        return view;
    }

    static Map<String, Object> association(Association association) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", association.resourceType());
        association.prefix().ifPresent(prefix -> view.put("prefix", prefix));
        association.propertiesTarget().ifPresent(target -> view.put("properties_target", target));
        view.put("created_at", ImageView.time(association.createdAt()));
        view.put("updated_at", ImageView.time(association.createdAt()));
        return view;
    }

    static Map<String, Object> type(ResourceType type) {
        return Map.of(
                "name", type.name(),
                "created_at", ImageView.time(type.createdAt()),
                "updated_at", ImageView.time(type.createdAt()));
    }

    /// A property is told without its times: they are no part of its schema.
    static ObjectNode definition(String namespace, Definition definition) {
        var view = Json.object();
        view.put("name", definition.name());
        view.setAll((ObjectNode) definition.body());
        if (definition.kind() == Definition.Kind.PROPERTY) return view;
        view.put("created_at", ImageView.time(definition.createdAt()));
        view.put("updated_at", ImageView.time(definition.updatedAt()));
        if (definition.kind() == Definition.Kind.OBJECT) {
            view.put("self", self(namespace) + "/objects/" + Escapes.encode(definition.name()));
            view.put("schema", "/v2/schemas/metadefs/object");
        }
        return view;
    }

    static String self(String namespace) {
        return "/v2/metadefs/namespaces/" + Escapes.encode(namespace);
    }
}
