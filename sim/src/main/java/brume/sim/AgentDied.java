package brume.sim;

/// The agent's process ends here. Nothing below may catch it, as nothing can catch `kill -9`.
final class AgentDied extends Error {
    private static final long serialVersionUID = 1;

    AgentDied() {
        super("the agent died", null, false, false);
    }
}
