package brume.openstack.glance;

import brume.base.http.Handler;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.cloud.image.metadef.Definition;
import brume.cloud.image.metadef.MetadefActions;
import brume.cloud.image.metadef.Metadefs;
import java.util.ArrayList;
import java.util.List;

/// The routes below `/v2/metadefs`.
final class MetadefRoutes {
    private static final String NAMESPACES = "/v2/metadefs/namespaces";
    private static final String NAMESPACE = NAMESPACES + "/{namespace:metadef-namespace}";
    private static final String TYPES = NAMESPACE + "/resource_types";

    private MetadefRoutes() {}

    static List<Route> of(Metadefs metadefs) {
        var namespace = new NamespaceHandlers(metadefs);
        var routes = new ArrayList<>(List.of(
                read(NAMESPACES, namespace::list).query(NamespaceHandlers.LIST),
                change("POST", NAMESPACES, namespace::create).body(MetadefBody.NAMESPACE),
                read(NAMESPACE, namespace::show),
                change("PUT", NAMESPACE, namespace::update).body(MetadefBody.NAMESPACE),
                change("DELETE", NAMESPACE, namespace::delete),
                read("/v2/metadefs/resource_types", namespace::types),
                read(TYPES, namespace::associations),
                change("POST", TYPES, namespace::associate).body(MetadefBody.ASSOCIATION),
                change("DELETE", TYPES + "/{type:text}", namespace::dissociate)));
        routes.addAll(definitions(metadefs, Definition.Kind.OBJECT, "objects", MetadefBody.OBJECT));
        routes.addAll(definitions(metadefs, Definition.Kind.PROPERTY, "properties", MetadefBody.PROPERTY));
        var tags = new DefinitionHandlers(metadefs, Definition.Kind.TAG, "tags");
        for (var route : definitions(metadefs, Definition.Kind.TAG, "tags", MetadefBody.TAG)) {
            if (!route.method().equals("POST")) routes.add(route);
        }
        routes.add(change("POST", NAMESPACE + "/tags", tags::createAll).body(MetadefBody.TAGS));
        routes.add(change("POST", NAMESPACE + "/tags/{name:text}", tags::createByName));
        return routes;
    }

    private static List<Route> definitions(Metadefs metadefs, Definition.Kind kind, String plural, Shape body) {
        var handlers = new DefinitionHandlers(metadefs, kind, plural);
        var all = NAMESPACE + "/" + plural;
        var one = all + "/{name:text}";
        return List.of(
                read(all, handlers::list),
                change("POST", all, handlers::create).body(body),
                change("DELETE", all, handlers::removeAll),
                read(one, handlers::show),
                change("PUT", one, handlers::update).body(body),
                change("DELETE", one, handlers::remove));
    }

    private static Route read(String path, Handler handler) {
        return Route.of("GET", path, MetadefActions.READ.name(), handler);
    }

    private static Route change(String method, String path, Handler handler) {
        return Route.of(method, path, MetadefActions.CHANGE.name(), handler);
    }
}
