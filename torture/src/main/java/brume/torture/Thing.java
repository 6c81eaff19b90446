package brume.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a client knows of a thing from the answers that it got.
final class Thing {
    private final Kind kind;
    private final String key;
    private final List<Thing> within;
    private final Map<String, Set<String>> wants = new HashMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private String id;
    private Known born = Known.MAYBE;
    private Known dead = Known.NO;

    enum Known {
        NO,
        /// It was asked for, and no answer came.
        MAYBE,
        YES
    }

    Thing(Kind kind, String key, String id, List<Thing> within) {
        this.kind = kind;
        this.key = key;
        this.id = id;
        this.within = List.copyOf(within);
    }

    Kind kind() {
        return kind;
    }

    String key() {
        return key;
    }

    /// Empty while it is not known.
    String id() {
        return id;
    }

    boolean known() {
        return !id.isEmpty();
    }

    /// What its client wants to remember of it.
    Map<String, String> notes() {
        return notes;
    }

    /// Whether the cloud must show it.
    boolean there() {
        return presence() == Known.YES;
    }

    /// Whether the cloud must not show it.
    boolean gone() {
        return presence() == Known.NO;
    }

    Known presence() {
        if (born == Known.NO || dead == Known.YES) return Known.NO;
        if (within.stream().anyMatch(Thing::gone)) return Known.NO;
        boolean sure = born == Known.YES && dead == Known.NO;
        return sure && within.stream().allMatch(Thing::there) ? Known.YES : Known.MAYBE;
    }

    /// Whether the cloud said so: that it was made, or that it was deleted.
    boolean acknowledged() {
        return born == Known.YES;
    }

    /// What an attribute may be now, by attribute; those that are not here are free.
    Map<String, Set<String>> wants() {
        return wants;
    }

    boolean may(String attribute, String value) {
        return !wants.containsKey(attribute) || wants.get(attribute).contains(value);
    }

    void identify(String found) {
        if (!found.isEmpty()) id = found;
    }

    void born(Known how) {
        born = how;
    }

    void dead(Known how) {
        if (dead != Known.YES) dead = how;
    }

    Known dead() {
        return dead;
    }

    void want(String attribute, String value) {
        wants.put(attribute, new LinkedHashSet<>(List.of(value)));
    }

    void wantAlso(String attribute, String value) {
        wants.computeIfAbsent(attribute, a -> new LinkedHashSet<>(List.of(""))).add(value);
    }

    @Override
    public String toString() {
        var words = new ArrayList<>(List.of(kind.name().toLowerCase(java.util.Locale.ROOT), key));
        if (!id.isEmpty() && !id.equals(key)) words.add(id);
        return String.join(" ", words);
    }
}
