package brume.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A security group as a host should apply it to the ports that name it.
///
/// @param stateful whether answers pass without a rule of their own
/// @param members  addresses of all ports of the cloud in this group, for the rules that name it as remote
public record SecurityGroupSpec(UUID id, boolean stateful, List<Rule> rules, List<String> members) implements Item {
    public SecurityGroupSpec {
        rules = List.copyOf(rules);
        members = List.copyOf(members);
    }

    /// The same with these members.
    public SecurityGroupSpec with(List<String> members) {
        return new SecurityGroupSpec(id, stateful, rules, members);
    }

    /// What may pass.
    ///
    /// @param protocol    an IP protocol's number; absent for any
    /// @param low         first port, or ICMP type
    /// @param high        last port, or ICMP code
    /// @param remoteCidr  absent for any
    /// @param remoteGroup another [SecurityGroupSpec] of this host, whose members are meant
    public record Rule(
            Direction direction,
            boolean ipv6,
            Optional<Integer> protocol,
            Optional<Integer> low,
            Optional<Integer> high,
            Optional<String> remoteCidr,
            Optional<UUID> remoteGroup) {}

    /// Seen from the guest.
    public enum Direction {
        INGRESS,
        EGRESS
    }
}
