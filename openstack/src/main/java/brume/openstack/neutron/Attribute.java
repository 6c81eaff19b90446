package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.util.Optional;
import java.util.function.Function;

/// One attribute of a resource: how it is shown, what may be sent for it, and what lists can do with it.
///
/// @param render absent for what is sent alone, and never shown
/// @param post   the shape in a create; absent when it is not allowed there
/// @param put    the shape in an update; absent when it is not allowed there
/// @param needed whether a create must have it
/// @param column the attribute of the model that lists filter and sort by
/// @param seen   who sees it
record Attribute<T>(
        String name,
        Optional<Function<T, Object>> render,
        Optional<Shape> post,
        Optional<Shape> put,
        boolean needed,
        Optional<String> column,
        Optional<Action> seen) {
    /// Shown, and never sent.
    static <T> Attribute<T> of(String name, Function<T, Object> render) {
        return new Attribute<>(
                name,
                Optional.of(render),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /// Sent, and never shown.
    static <T> Attribute<T> hidden(String name) {
        return new Attribute<>(
                name, Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /// May be sent in creates.
    Attribute<T> post(Shape shape) {
        return new Attribute<>(name, render, Optional.of(shape), put, needed, column, seen);
    }

    /// May be sent in updates.
    Attribute<T> put(Shape shape) {
        return new Attribute<>(name, render, post, Optional.of(shape), needed, column, seen);
    }

    /// May be sent in both.
    Attribute<T> in(Shape shape) {
        return post(shape).put(shape);
    }

    /// Must be sent in creates.
    Attribute<T> need(Shape shape) {
        return new Attribute<>(name, render, Optional.of(shape), put, true, column, seen);
    }

    /// Lists filter by it, as this attribute of the model.
    Attribute<T> by(String model) {
        return new Attribute<>(name, render, post, put, needed, Optional.of(model), seen);
    }

    Attribute<T> seenBy(Action action) {
        return new Attribute<>(name, render, post, put, needed, column, Optional.of(action));
    }

    boolean visible(Caller caller) {
        return render.isPresent() && open(caller);
    }

    /// Whether the caller may know it, if only by asking for it.
    boolean open(Caller caller) {
        return seen.isEmpty() || caller.may(seen.get(), Target.ANY);
    }
}
