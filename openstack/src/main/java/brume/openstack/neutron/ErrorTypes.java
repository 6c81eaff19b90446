package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import java.util.Map;

/// The names that Neutron has for errors, by the words that the model has for them.
final class ErrorTypes {
    private static final Map<String, String> NOT_FOUND = Map.ofEntries(
            Map.entry("network", "NetworkNotFound"),
            Map.entry("subnet", "SubnetNotFound"),
            Map.entry("port", "PortNotFound"),
            Map.entry("router", "RouterNotFound"),
            Map.entry("floating_ip", "FloatingIPNotFound"),
            Map.entry("floatingip", "FloatingIPNotFound"),
            Map.entry("security_group", "SecurityGroupNotFound"),
            Map.entry("security_group_rule", "SecurityGroupRuleNotFound"),
            Map.entry("subnet_pool", "SubnetPoolNotFound"),
            Map.entry("subnetpool", "SubnetPoolNotFound"),
            Map.entry("rbac_policy", "RbacPolicyNotFound"),
            Map.entry("agent", "AgentNotFound"),
            Map.entry("quota", "TenantQuotaNotFound"),
            Map.entry("tag", "TagNotFound"),
            Map.entry("extension", "ExtensionNotFound"),
            Map.entry("router_interface", "RouterInterfaceNotFound"),
            Map.entry("gateway_of_subnet", "ExternalGatewayForFloatingIPNotFound"));

    private static final Map<String, String> INVALID = Map.ofEntries(
            Map.entry("input", "InvalidInput"),
            Map.entry("address-wrong-network", "InvalidIpForNetwork"),
            Map.entry("address-wrong-subnet", "InvalidIpForSubnet"),
            Map.entry("address-automatic", "AllocationOnAutoAddressSubnet"),
            Map.entry("allocation-pool", "InvalidAllocationPool"),
            Map.entry("out-of-bounds-pool", "OutOfBoundsAllocationPool"),
            Map.entry("host-routes", "HostRoutesExhausted"),
            Map.entry("bad-router", "BadRequest"),
            Map.entry("bad-floating-ip", "BadRequest"),
            Map.entry("routes", "InvalidRoutes"),
            Map.entry("protocol", "SecurityGroupRuleInvalidProtocol"),
            Map.entry("remote-twice", "SecurityGroupRemoteGroupAndRemoteIpPrefix"),
            Map.entry("rule-conflict", "SecurityGroupRuleParameterConflict"),
            Map.entry("ports-without-protocol", "SecurityGroupProtocolRequiredWithPorts"),
            Map.entry("ethertype-protocol", "SecurityGroupEthertypeConflictWithProtocol"),
            Map.entry("icmp-value", "SecurityGroupInvalidIcmpValue"),
            Map.entry("icmp-type", "SecurityGroupMissingIcmpType"),
            Map.entry("protocol-without-ports", "SecurityGroupInvalidProtocolForPortRange"),
            Map.entry("port-range", "SecurityGroupInvalidPortRange"),
            Map.entry("port-value", "SecurityGroupInvalidPortValue"),
            Map.entry("prefix-length", "InvalidPrefixLen"),
            Map.entry("prefix-too-long", "MaxPrefixSubnetAllocationError"),
            Map.entry("prefix-too-short", "MinPrefixSubnetAllocationError"),
            Map.entry("pool-too-long", "IllegalSubnetPoolPrefixBounds"),
            Map.entry("pool-prefixes", "IllegalSubnetPoolPrefixUpdate"));

    private static final Map<String, String> CONFLICT = Map.ofEntries(
            Map.entry("address-in-use", "IpAddressInUse"),
            Map.entry("mac-in-use", "MacAddressInUse"),
            Map.entry("port-in-use", "PortInUse"),
            Map.entry("port-bound", "PortBound"),
            Map.entry("port-security", "PortSecurityAndIPRequiredForSecurityGroups"),
            Map.entry("service-port", "ServicePortInUse"),
            Map.entry("network-in-use", "NetworkInUse"),
            Map.entry("vni-in-use", "VlanIdInUse"),
            Map.entry("external-in-use", "ExternalNetworkInUse"),
            Map.entry("invalid-shared", "InvalidSharedSetting"),
            Map.entry("default-external-network", "DefaultExternalNetworkExists"),
            Map.entry("subnet-in-use", "SubnetInUse"),
            Map.entry("gateway-in-use", "GatewayIpInUse"),
            Map.entry("gateway-in-pool", "GatewayConflictWithAllocationPools"),
            Map.entry("overlapping-pools", "OverlappingAllocationPools"),
            Map.entry("router-in-use", "RouterInUse"),
            Map.entry("routes-exhausted", "RoutesExhausted"),
            Map.entry("gateway-in-use-by-floating-ip", "RouterExternalGatewayInUseByFloatingIp"),
            Map.entry("interface-in-use-by-floating-ip", "RouterInterfaceInUseByFloatingIP"),
            Map.entry("interface-in-use-by-route", "RouterInterfaceInUseByRoute"),
            Map.entry("floating-ip-associated", "FloatingIPPortAlreadyAssociated"),
            Map.entry("group-in-use", "SecurityGroupInUse"),
            Map.entry("default-group", "SecurityGroupCannotUpdateDefault"),
            Map.entry("default-group-stays", "SecurityGroupCannotRemoveDefault"),
            Map.entry("default-group-exists", "SecurityGroupDefaultAlreadyExists"),
            Map.entry("rule-exists", "SecurityGroupRuleExists"),
            Map.entry("pool-in-use", "SubnetPoolDeleteError"),
            Map.entry("default-pool", "InvalidInput"),
            Map.entry("share-exists", "DuplicateRbacPolicy"),
            Map.entry("share-in-use", "RbacPolicyInUse"));

    private ErrorTypes() {}

    static String notFound(String kind) {
        return NOT_FOUND.getOrDefault(kind, "HTTPNotFound");
    }

    static String notFoundMessage(CloudFault.NotFound fault) {
        return switch (fault.kind()) {
            case "gateway_of_subnet" ->
                "External network is not reachable from subnet " + fault.id()
                        + ".  Therefore, cannot associate a Port there with a Floating IP. Connect the subnet to a router"
                        + " whose gateway is on that network first.";
            case "quota" -> "Quota for tenant " + fault.id() + " could not be found.";
            case "router_interface" -> "Router does not have an interface with id " + fault.id();
            default -> {
                var kind = fault.kind().replace('_', ' ');
                yield kind.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + kind.substring(1) + " " + fault.id()
                        + " could not be found.";
            }
        };
    }

    static String invalid(String reason) {
        return INVALID.getOrDefault(reason, "HTTPBadRequest");
    }

    static String conflict(String reason) {
        return CONFLICT.getOrDefault(reason, "Conflict");
    }

    static String full(String reason) {
        return switch (reason) {
            case "external-address" -> "ExternalIpAddressExhausted";
            case "pool" -> "SubnetAllocationError";
            default -> "IpAddressGenerationFailure";
        };
    }
}
