package brume.bench;

/// What a figure should be at most.
///
/// @param most  of the figure itself, or of its ratio to the limit; 0 for no goal
/// @param ratio whether it is of the ratio
record Goal(double most, boolean ratio) {
    static final Goal NONE = new Goal(0, false);

    static Goal most(double most) {
        return new Goal(most, false);
    }

    static Goal times(double most) {
        return new Goal(most, true);
    }

    boolean met(double value, double limit) {
        return most == 0 || (ratio ? value / limit : value) <= most;
    }
}
