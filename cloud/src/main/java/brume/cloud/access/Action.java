package brume.cloud.access;

/// Something that can be allowed or refused. All of them together are the catalogue; a slice lists its own in a class
/// `…Actions`.
///
/// @param name as `compute:instances:create`
public record Action(String name, Rule rule) {
    public static Action of(String name, Rule rule) {
        return new Action(name, rule);
    }
}
