package brume.cloud.network;

import brume.cloud.network.address.Ip;
import java.util.UUID;

/// An address of a port.
public record FixedIp(UUID subnet, Ip ip) {}
