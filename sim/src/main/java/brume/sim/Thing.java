package brume.sim;

import brume.cloud.compute.Condition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Something that a tenant has made, as it knows of it.
final class Thing {
    /// How sure its owner is of it.
    enum State {
        THERE,
        /// A change of which no answer came may have made it go.
        UNSURE,
        GONE
    }

    private final Kind kind;
    private final UUID id;
    private final List<Thing> parents = new ArrayList<>();
    private final Set<Condition> conditions = EnumSet.of(Condition.RUNNING);
    private String name;
    private boolean nameSure = true;
    private boolean shutDown;
    private boolean disturbed;
    private State state = State.THERE;

    /// @param parents what it can't be without
    Thing(Kind kind, UUID id, String name, List<Thing> parents) {
        this.kind = kind;
        this.id = id;
        this.name = name;
        this.parents.addAll(parents);
    }

    Kind kind() {
        return kind;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    boolean nameSure() {
        return nameSure;
    }

    State state() {
        return state;
    }

    boolean there() {
        return state == State.THERE;
    }

    List<Thing> parents() {
        return List.copyOf(parents);
    }

    boolean under(Thing parent) {
        return parents.contains(parent);
    }

    void become(State next) {
        if (state != State.GONE) state = next;
    }

    void renamed(String name, boolean sure) {
        this.name = name;
        nameSure = sure;
    }

    /// What an instance may be, once it has settled.
    Set<Condition> conditions() {
        return conditions;
    }

    /// Its owner knows what it will be.
    void willBe(Condition condition) {
        conditions.clear();
        conditions.add(condition);
        // That its guest has shut itself down may not be known yet.
        if (shutDown) conditions.add(Condition.STOPPED);
    }

    /// Its guest boots anew, whatever it did before.
    void willBoot() {
        shutDown = false;
        willBe(Condition.RUNNING);
    }

    void shutDown() {
        shutDown = true;
        conditions.add(Condition.STOPPED);
    }

    /// Somebody else has a hand in it: it may be said to have failed, or to be well when it is not.
    void disturbed() {
        disturbed = true;
    }

    boolean wasDisturbed() {
        return disturbed;
    }

    /// Its owner does not know whether it will be this.
    void mayBe(Condition condition) {
        conditions.add(condition);
    }

    @Override
    public String toString() {
        return kind.word() + " " + id + " " + ToControl.tail(id) + " (" + name + ")";
    }
}
