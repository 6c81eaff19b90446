package brume.sim;

/// The controller's process ends here. Nothing below may catch it, as nothing can catch `kill -9`.
final class ControlDied extends Error {
    private static final long serialVersionUID = 1;

    ControlDied() {
        super("the controller died", null, false, false);
    }
}
