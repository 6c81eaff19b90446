package brume.sim;

/// Something that must always hold does not.
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String rule;

    /// @param rule its short name, by which two runs are said to fail alike
    Violation(String rule, String what) {
        super(rule + ": " + what);
        this.rule = rule;
    }

    Violation(String rule, String what, Throwable cause) {
        super(rule + ": " + what, cause);
        this.rule = rule;
    }

    public String rule() {
        return rule;
    }
}
