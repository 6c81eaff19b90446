package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.network.NetworkActions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `extensions`: what is there beside networks, subnets and ports. Clients decide by it what to ask for.
final class Extensions {
    private static final String UPDATED = "2026-11-21T00:00:00-00:00";

    private record Extension(String alias, String name, String description) {
        Map<String, Object> view() {
            var view = new LinkedHashMap<String, Object>();
            view.put("name", name);
            view.put("alias", alias);
            view.put("description", description);
            view.put("updated", UPDATED);
            view.put("links", List.of());
            return view;
        }
    }

    private static final List<Extension> ALL = List.of(
            new Extension(
                    "allowed-address-pairs", "Allowed Address Pairs", "Further addresses that a port may send from"),
            new Extension("availability_zone", "Availability Zone", "The availability zone extension."),
            new Extension("binding", "Port Binding", "Where a port is plugged in"),
            new Extension(
                    "default-subnetpools", "Default Subnetpools", "A subnet pool that is taken when none is named"),
            new Extension("ext-gw-mode", "Neutron L3 Configurable external gateway mode", "SNAT of routers on and off"),
            new Extension("external-net", "Neutron external network", "Networks outside the cloud"),
            new Extension("extra_dhcp_opt", "Neutron Extra DHCP options", "DHCP options of ports"),
            new Extension("extraroute", "Neutron Extra Route", "Static routes of routers"),
            new Extension("extraroute-atomic", "Atomically add/remove extra routes", "Static routes, one by one"),
            new Extension("ip-substring-filtering", "IP address substring filtering", "Ports by a part of an address"),
            new Extension("net-mtu", "Network MTU", "The MTU of networks"),
            new Extension("net-mtu-writable", "Network MTU (writable)", "The MTU of networks, of one's choice"),
            new Extension("network_availability_zone", "Network Availability Zone", "Availability zones of networks"),
            new Extension("network-ip-availability", "Network IP Availability", "Addresses in use, by network"),
            new Extension("pagination", "Pagination support", "Lists in pages"),
            new Extension("port-security", "Port Security", "Ports without security groups and anti-spoofing"),
            new Extension("project-id", "project_id field enabled", "project_id beside tenant_id"),
            new Extension("provider", "Provider Network", "What networks are made of"),
            new Extension("quota_details", "Quota details management support", "Limits and what is used of them"),
            new Extension("quotas", "Quota management support", "Limits of projects"),
            new Extension("rbac-policies", "RBAC Policies", "Networks shown to single projects"),
            new Extension(
                    "revision-if-match",
                    "If-Match constraints based on revision_number",
                    "Changes of what was seen alone"),
            new Extension("router", "Neutron L3 Router", "Routers and floating addresses"),
            new Extension("router_availability_zone", "Router Availability Zone", "Availability zones of routers"),
            new Extension("security-group", "security-group", "Security groups"),
            new Extension(
                    "security-groups-normalized-cidr",
                    "Normalized CIDR field for security group rules",
                    "Addresses of rules, without bits after the prefix"),
            new Extension("service-type", "Neutron Service Type Management", "Providers of services"),
            new Extension("sorting", "Sorting support", "Lists in order"),
            new Extension("standard-attr-description", "standard-attr-description", "Descriptions"),
            new Extension("standard-attr-revisions", "Resource revision numbers", "Revisions"),
            new Extension("standard-attr-tag", "Tag support for resources with standard attribute", "Tags"),
            new Extension("standard-attr-timestamp", "Resource timestamps", "Times of making and change"),
            new Extension(
                    "stateful-security-group", "Stateful security group", "Security groups with and without memory"),
            new Extension("subnet_allocation", "Subnet Allocation", "Subnet pools"),
            new Extension("subnet-service-types", "Subnet service types", "Service types of subnets"));

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v2.0/extensions", NetworkActions.SEE_API.name(), this::list),
                Route.of("GET", "/v2.0/extensions/{alias:text}", NetworkActions.SEE_API.name(), this::show));
    }

    private Response list(Request request) {
        return Response.json(
                200, Map.of("extensions", ALL.stream().map(Extension::view).toList()));
    }

    private Response show(Request request) {
        var alias = request.place("alias");
        return ALL.stream()
                .filter(extension -> extension.alias.equals(alias))
                .findFirst()
                .map(extension -> Response.json(200, Map.of("extension", extension.view())))
                .orElseThrow(() -> new CloudFault.NotFound("extension", alias));
    }
}
