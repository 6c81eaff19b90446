package brume.cloud.network;

import java.util.Optional;

/// What a network is to be: what is absent is as usual, or stays as it is.
public record NetworkWish(
        Optional<String> name,
        Optional<String> description,
        Optional<Boolean> adminUp,
        Optional<Boolean> shared,
        Optional<Boolean> external,
        Optional<Boolean> standard,
        Optional<Boolean> portSecurity,
        Optional<Integer> mtu,
        Optional<Integer> vni) {
    /// A network of that name, as usual.
    public static NetworkWish named(String name) {
        return new NetworkWish(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same, outside the cloud.
    public NetworkWish outside() {
        return new NetworkWish(
                name,
                description,
                adminUp,
                shared,
                Optional.of(true),
                Optional.of(true),
                portSecurity,
                Optional.of(1500),
                vni);
    }
}
