package brume.cloud.network;

import java.util.List;
import java.util.UUID;

/// What may pass to and from the ports that are in it.
///
/// @param stateful whether answers pass without a rule of their own
/// @param standard whether it is the one that ports of its project get when none is named
public record SecurityGroup(Standard standing, boolean stateful, boolean standard, List<SecurityGroupRule> rules) {
    public SecurityGroup {
        rules = List.copyOf(rules);
    }

    public UUID id() {
        return standing.id();
    }

    /// The same with its rules.
    SecurityGroup with(List<SecurityGroupRule> rules) {
        return new SecurityGroup(standing, stateful, standard, rules);
    }
}
