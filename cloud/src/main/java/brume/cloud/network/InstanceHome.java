package brume.cloud.network;

import brume.cloud.hosts.Host;
import java.util.UUID;

/// Where an instance's cards are to be plugged in.
public record InstanceHome(UUID residence, Host host) {}
