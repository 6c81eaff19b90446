package brume.cloud.identity;

import java.util.List;
import java.util.Optional;

/// What there must be before anybody can log in.
///
/// @param adminPassword of the user `admin`, when there is none yet
/// @param region        where the endpoints of the cloud itself are
/// @param services      what the catalog offers
/// @param demoPassword  makes a project `demo` with a user of that name
public record FirstThings(String adminPassword, String region, List<BuiltIn> services, Optional<String> demoPassword) {
    public FirstThings {
        services = List.copyOf(services);
    }

    /// A service of this cloud itself. Its address follows the address that the client used.
    ///
    /// @param path below the client's origin, as `/compute/v2.1`
    public record BuiltIn(String type, String name, String path) {}

    /// The services of every Brume.
    public static final List<BuiltIn> SERVICES = List.of(
            new BuiltIn("identity", "keystone", "/identity/v3"),
            new BuiltIn("image", "glance", "/image"),
            new BuiltIn("compute", "nova", "/compute/v2.1"),
            new BuiltIn("network", "neutron", "/network"));

    /// The usual: region `RegionOne`, all services, no demo project.
    public static FirstThings of(String adminPassword) {
        return new FirstThings(adminPassword, "RegionOne", SERVICES, Optional.empty());
    }

    /// The same with a project and a user `demo`.
    public FirstThings withDemo(String password) {
        return new FirstThings(adminPassword, region, services, Optional.of(password));
    }
}
