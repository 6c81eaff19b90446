package brume.openstack.glance;

import brume.base.http.Handler;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.cloud.access.Action;
import brume.cloud.image.ImageActions;
import brume.cloud.image.Images;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.List;

/// The Image API v2, whole: its routes.
public final class Glance {
    private Glance() {}

    /// @param prefix where it is mounted, as `/image`
    public static Service service(String prefix, Images images, Authentication authentication) {
        return new Service(prefix, new GlanceDialect(authentication), routes(images));
    }

    private static List<Route> routes(Images images) {
        var image = new ImageHandlers(images);
        var file = new FileHandlers(images);
        var member = new MemberHandlers(images);
        var site = new SiteHandlers();
        var schemas = new Schemas();
        var routes = new ArrayList<>(List.of(
                Route.open("GET", "/", VersionDocuments::choices),
                Route.open("GET", "/versions", VersionDocuments::list),
                route("POST", "/v2/images", ImageActions.CREATE, image::create).body(ImageBody.SHAPE),
                route("GET", "/v2/images", ImageActions.LIST, image::list).query(ImageFilters.SHAPE),
                route("GET", "/v2/images/{image:image}", ImageActions.SHOW, image::show),
                route("PATCH", "/v2/images/{image:image}", ImageActions.UPDATE, image::update)
                        .body(ImagePatch.SHAPE)
                        .streaming(),
                route("DELETE", "/v2/images/{image:image}", ImageActions.DELETE, image::delete),
                route("PUT", "/v2/images/{image:image}/file", ImageActions.UPLOAD, file::upload)
                        .streaming(),
                route("GET", "/v2/images/{image:image}/file", ImageActions.DOWNLOAD, file::download),
                route(
                        "POST",
                        "/v2/images/{image:image}/actions/deactivate",
                        ImageActions.DEACTIVATE,
                        image::deactivate),
                route(
                        "POST",
                        "/v2/images/{image:image}/actions/reactivate",
                        ImageActions.REACTIVATE,
                        image::reactivate),
                route("PUT", "/v2/images/{image:image}/tags/{tag:text}", ImageActions.UPDATE, image::addTag),
                route("DELETE", "/v2/images/{image:image}/tags/{tag:text}", ImageActions.UPDATE, image::removeTag),
                route("GET", "/v2/images/{image:image}/tasks", ImageActions.SHOW, image::tasks),
                route("GET", "/v2/images/{image:image}/members", ImageActions.MEMBERS, member::list),
                route("POST", "/v2/images/{image:image}/members", ImageActions.SHARE, member::create)
                        .body(MemberHandlers.CREATE),
                route("GET", "/v2/images/{image:image}/members/{member:project}", ImageActions.MEMBERS, member::show),
                route("PUT", "/v2/images/{image:image}/members/{member:project}", ImageActions.ANSWER, member::answer)
                        .body(MemberHandlers.ANSWER),
                route(
                        "DELETE",
                        "/v2/images/{image:image}/members/{member:project}",
                        ImageActions.SHARE,
                        member::remove),
                route("GET", "/v2/info/import", ImageActions.SHOW, site::imports),
                route("GET", "/v2/info/stores", ImageActions.SHOW, site::stores),
                route("GET", "/v2/info/stores/detail", ImageActions.SHOW, site::stores),
                route("GET", "/v2/tasks", ImageActions.TASKS, site::tasks),
                route("GET", "/v2/tasks/{task:text}", ImageActions.TASKS, site::task)));
        routes.addAll(MetadefRoutes.of(images.metadefs()));
        for (var name : Schemas.NAMES) {
            routes.add(route("GET", "/v2/schemas/" + name, ImageActions.SHOW, r -> schemas.show(r, name)));
        }
        return List.copyOf(routes);
    }

    private static Route route(String method, String path, Action action, Handler handler) {
        return Route.of(method, path, action.name(), handler);
    }
}
