package brume.cloud.network;

import java.util.List;

/// A port as lists of instances show it.
///
/// @param network        its name
/// @param fixedIps       its addresses
/// @param floatingIps    external addresses that stand for them
/// @param securityGroups names, in order
public record InstanceCard(
        String network, String mac, List<String> fixedIps, List<String> floatingIps, List<String> securityGroups) {
    /// The same told of a port that was read whole.
    public static InstanceCard of(InstancePort port) {
        return new InstanceCard(
                port.networkName(),
                port.mac(),
                port.fixedIps().stream().map(fixed -> fixed.ip().toString()).toList(),
                port.floating().stream().map(InstancePort.Floating::external).toList(),
                port.securityGroups());
    }
}
