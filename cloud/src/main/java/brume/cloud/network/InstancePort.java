package brume.cloud.network;

import java.util.List;
import java.util.UUID;

/// A port as its instance has it.
///
/// @param active     whether its host has made it
/// @param floating   external addresses that stand for fixed ones
/// @param securityGroups names, in order
public record InstancePort(
        UUID port,
        UUID network,
        String networkName,
        String mac,
        int mtu,
        boolean active,
        List<FixedIp> fixedIps,
        List<Floating> floating,
        List<String> securityGroups) {
    public InstancePort {
        fixedIps = List.copyOf(fixedIps);
        floating = List.copyOf(floating);
        securityGroups = List.copyOf(securityGroups);
    }

    /// An external address and the fixed one behind it.
    public record Floating(String external, String fixed) {}
}
