package brume.torture;

/// One way to hurt a cloud.
///
/// @param name   as it is told
/// @param weight how likely, among all
/// @param kill   whether it ends a process
/// @param strike does it
record Blow(String name, int weight, boolean kill, Strike strike) {
    interface Strike {
        /// @return whether there was something to hurt
        boolean strike() throws Exception;
    }
}
