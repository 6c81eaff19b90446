package brume.cloud.network;

import brume.cloud.network.address.Ip;
import java.util.Optional;
import java.util.UUID;

/// An address that a port is to have: any of a subnet, or one in particular.
public record AddressWish(Optional<UUID> subnet, Optional<Ip> ip) {
    static AddressWish in(UUID subnet) {
        return new AddressWish(Optional.of(subnet), Optional.empty());
    }

    static AddressWish just(UUID subnet, Ip ip) {
        return new AddressWish(Optional.of(subnet), Optional.of(ip));
    }

    static AddressWish of(FixedIp fixed) {
        return just(fixed.subnet(), fixed.ip());
    }
}
