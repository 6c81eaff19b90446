package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.cloud.compute.ComputeActions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/extensions`: names of the parts that this API was put together from once. Microversions have taken their place;
/// old clients still look here for what there is.
///
/// Source: [Compute API, extensions](https://docs.openstack.org/api-ref/compute/#extensions-deprecated).
final class ExtensionsApi {
    /// Alias and name of each that is served here, in the order of aliases.
    private static final List<Extension> ALL = List.of(
            new Extension("OS-DCF", "DiskConfig"),
            new Extension("OS-EXT-AZ", "ExtendedAvailabilityZone"),
            new Extension("OS-EXT-IMG-SIZE", "ImageSize"),
            new Extension("OS-EXT-IPS", "ExtendedIps"),
            new Extension("OS-EXT-IPS-MAC", "ExtendedIpsMac"),
            new Extension("OS-EXT-SRV-ATTR", "ExtendedServerAttributes"),
            new Extension("OS-EXT-STS", "ExtendedStatus"),
            new Extension("OS-FLV-DISABLED", "FlavorDisabled"),
            new Extension("OS-FLV-EXT-DATA", "FlavorExtraData"),
            new Extension("OS-SCH-HNT", "SchedulerHints"),
            new Extension("OS-SRV-USG", "ServerUsage"),
            new Extension("os-admin-actions", "AdminActions"),
            new Extension("os-aggregates", "Aggregates"),
            new Extension("os-availability-zone", "AvailabilityZone"),
            new Extension("os-config-drive", "ConfigDrive"),
            new Extension("os-console-output", "ConsoleOutput"),
            new Extension("os-consoles", "Consoles"),
            new Extension("os-extended-floating-ips", "ExtendedFloatingIps"),
            new Extension("os-extended-hypervisors", "ExtendedHypervisors"),
            new Extension("os-extended-quotas", "ExtendedQuotas"),
            new Extension("os-extended-services", "ExtendedServices"),
            new Extension("os-extended-services-delete", "ExtendedServicesDelete"),
            new Extension("os-flavor-access", "FlavorAccess"),
            new Extension("os-flavor-extra-specs", "FlavorExtraSpecs"),
            new Extension("os-flavor-manage", "FlavorManage"),
            new Extension("os-flavor-rxtx", "FlavorRxtx"),
            new Extension("os-flavor-swap", "FlavorSwap"),
            new Extension("os-floating-ip-pools", "FloatingIpPools"),
            new Extension("os-floating-ips", "FloatingIps"),
            new Extension("os-hosts", "Hosts"),
            new Extension("os-hypervisor-status", "HypervisorStatus"),
            new Extension("os-hypervisors", "Hypervisors"),
            new Extension("os-instance-actions", "InstanceActions"),
            new Extension("os-keypairs", "Keypairs"),
            new Extension("os-lock-server", "LockServer"),
            new Extension("os-migrations", "Migrations"),
            new Extension("os-multiple-create", "MultipleCreate"),
            new Extension("os-networks", "Networks"),
            new Extension("os-pause-server", "PauseServer"),
            new Extension("os-quota-class-sets", "QuotaClasses"),
            new Extension("os-quota-sets", "Quotas"),
            new Extension("os-security-groups", "SecurityGroups"),
            new Extension("os-server-groups", "ServerGroups"),
            new Extension("os-server-list-multi-status", "ServerListMultiStatus"),
            new Extension("os-server-password", "ServerPassword"),
            new Extension("os-server-sort-keys", "ServerSortKeys"),
            new Extension("os-server-start-stop", "ServerStartStop"),
            new Extension("os-services", "Services"),
            new Extension("os-simple-tenant-usage", "SimpleTenantUsage"),
            new Extension("os-used-limits", "UsedLimits"),
            new Extension("os-used-limits-for-admin", "UsedLimitsForAdmin"),
            new Extension("os-user-data", "UserData"));

    private record Extension(String alias, String name) {
        /// Dates and name spaces are those that Nova has for all since its own extensions are gone.
        Map<String, Object> view() {
            var view = new LinkedHashMap<String, Object>();
            view.put("name", name);
            view.put("alias", alias);
            view.put("description", "");
            view.put("namespace", "http://docs.openstack.org/compute/ext/fake_xml");
            view.put("updated", "2014-12-03T00:00:00Z");
            view.put("links", List.of());
            return view;
        }
    }

    void routes(RouteTable table) {
        table.add("GET", "/extensions", ComputeActions.VERSIONS_SHOW, this::list);
        table.add("GET", "/extensions/{alias:text}", ComputeActions.VERSIONS_SHOW, this::show);
    }

    private Response list(Request request) {
        return Response.json(
                200, Map.of("extensions", ALL.stream().map(Extension::view).toList()));
    }

    private Response show(Request request) {
        var alias = request.place("alias");
        return ALL.stream()
                .filter(each -> each.alias.equals(alias))
                .findFirst()
                .map(each -> Response.json(200, Map.of("extension", each.view())))
                .orElseThrow(() -> new CloudFault.NotFound("Extension", alias));
    }
}
