package brume.contract;

import java.util.UUID;

/// Names one host for life, also after its rename or a change of its addresses.
public record HostId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
