package brume.cloud.network;

import brume.contract.HostId;
import java.util.UUID;

/// Where an instance's cards are to be plugged in.
public record InstanceHome(UUID residence, HostId host) {}
