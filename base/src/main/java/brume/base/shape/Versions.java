package brume.base.shape;

/// The microversions in which a route or a field exists, both ends included.
public record Versions(Version from, Version to) {
    public static final Versions ALL = new Versions(Version.FIRST, Version.LAST);

    public static final Versions NONE = new Versions(Version.LAST, Version.FIRST);

    /// From `2.minor` on.
    public static Versions since(int major, int minor) {
        return new Versions(new Version(major, minor), Version.LAST);
    }

    /// Up to `2.minor`, that one included.
    public static Versions until(int major, int minor) {
        return new Versions(Version.FIRST, new Version(major, minor));
    }

    public static Versions between(int major, int first, int last) {
        return new Versions(new Version(major, first), new Version(major, last));
    }

    public boolean contains(Version version) {
        return from.compareTo(version) <= 0 && version.compareTo(to) <= 0;
    }
}
