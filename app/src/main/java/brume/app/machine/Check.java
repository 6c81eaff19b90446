package brume.app.machine;

/// One thing that was looked at on this machine.
///
/// @param fix what to do about it; empty when all is well
public record Check(String name, Result result, String found, String fix) {
    /// How it is.
    public enum Result {
        GOOD,
        /// A cloud runs, but slower or with less.
        WEAK,
        /// A real cloud does not run.
        BAD
    }

    static Check good(String name, String found) {
        return new Check(name, Result.GOOD, found, "");
    }

    static Check weak(String name, String found, String fix) {
        return new Check(name, Result.WEAK, found, fix);
    }

    static Check bad(String name, String found, String fix) {
        return new Check(name, Result.BAD, found, fix);
    }
}
