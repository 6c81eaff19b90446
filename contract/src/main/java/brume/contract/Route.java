package brume.contract;

/// A static route.
///
/// @param destination a CIDR
/// @param nexthop     an address on a network at hand
public record Route(String destination, String nexthop) {}
