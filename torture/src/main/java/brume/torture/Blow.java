package brume.torture;

/// One way to hurt a cloud.
///
/// @param name   as it is told
/// @param weight how likely, among all
/// @param kill   whether it ends a process at once
/// @param outage whether the cloud may be away for it
/// @param strike does it, and comes back when it is over
record Blow(String name, int weight, boolean kill, boolean outage, Strike strike) {
    interface Strike {
        /// @return whether there was something to hurt
        boolean strike() throws Exception;
    }

    static Blow kill(String name, int weight, Strike strike) {
        return new Blow(name, weight, true, true, strike);
    }

    /// A kill that the API's callers must not notice.
    static Blow quietKill(String name, int weight, Strike strike) {
        return new Blow(name, weight, true, false, strike);
    }

    static Blow outage(String name, int weight, Strike strike) {
        return new Blow(name, weight, false, true, strike);
    }

    /// Something that fails without anybody of the API's callers noticing.
    static Blow quiet(String name, int weight, Strike strike) {
        return new Blow(name, weight, false, false, strike);
    }
}
