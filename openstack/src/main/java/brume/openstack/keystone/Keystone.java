package brume.openstack.keystone;

import brume.base.http.Route;
import brume.base.http.Service;
import brume.cloud.identity.Identity;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.List;

/// The Identity API v3, below `/identity`.
public final class Keystone {
    private Keystone() {}

    public static Service service(Identity identity, Authentication authentication) {
        var routes = new ArrayList<Route>();
        routes.addAll(VersionsApi.routes());
        routes.addAll(new TokensApi(identity).routes());
        routes.addAll(new DomainsApi(identity.domains()).routes());
        routes.addAll(new ProjectsApi(identity).routes());
        routes.addAll(new TagsApi(identity.projects()).routes());
        routes.addAll(new UsersApi(identity.users()).routes());
        routes.addAll(new GroupsApi(identity.groups()).routes());
        routes.addAll(new RolesApi(identity.roles()).routes());
        routes.addAll(new GrantsApi(identity).routes());
        routes.addAll(new CredentialsApi(identity).routes());
        routes.addAll(new CatalogApi(identity.catalog()).routes());
        routes.addAll(new RegionsApi(identity.regions()).routes());
        return new Service("/identity", new KeystoneDialect(authentication), List.copyOf(routes));
    }
}
