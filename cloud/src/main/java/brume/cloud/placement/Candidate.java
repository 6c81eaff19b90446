package brume.cloud.placement;

import brume.cloud.hosts.Host;

/// A host with its room, as it was when it was read.
public record Candidate(Host host, Room capacity, Room used) {
    public Room free() {
        return capacity.minus(used);
    }

    Candidate claimed(Room room) {
        return new Candidate(host, capacity, used.plus(room));
    }
}
