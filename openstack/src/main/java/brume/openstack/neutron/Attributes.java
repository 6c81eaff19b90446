package brume.openstack.neutron;

import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.network.Standard;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Attributes that all resources have, put around those of their own.
final class Attributes {
    static final Shape NAME = Shape.text(255);
    static final Shape DESCRIPTION = Shape.text(255);
    private static final Shape PROJECT = Shape.text(255);

    private Attributes() {}

    /// With id, name, project, tags, description, times and revision.
    static <T> List<Attribute<T>> named(Function<T, Standard> standing, List<Attribute<T>> own) {
        var all = new ArrayList<Attribute<T>>();
        all.add(Attribute.<T>of("name", t -> standing.apply(t).name()).in(NAME).by("name"));
        all.addAll(own);
        return tagged(standing, all);
    }

    /// The same without a name.
    static <T> List<Attribute<T>> tagged(Function<T, Standard> standing, List<Attribute<T>> own) {
        var all = new ArrayList<>(own);
        all.add(Attribute.<T>of("tags", t -> standing.apply(t).tags()));
        return plain(standing, all);
    }

    /// The same without name and tags.
    static <T> List<Attribute<T>> plain(Function<T, Standard> standing, List<Attribute<T>> own) {
        var all = new ArrayList<Attribute<T>>();
        all.add(Attribute.<T>of("id", t -> standing.apply(t).id()).by("id"));
        for (var name : List.of("tenant_id", "project_id")) {
            all.add(Attribute.<T>of(name, t -> project(standing.apply(t)))
                    .post(PROJECT)
                    .by("project"));
        }
        all.addAll(own);
        all.add(Attribute.<T>of("description", t -> standing.apply(t).description())
                .in(DESCRIPTION)
                .by("description"));
        all.add(Attribute.<T>of("created_at", t -> time(standing.apply(t).createdAt()))
                .by("created_at"));
        all.add(Attribute.<T>of("updated_at", t -> time(standing.apply(t).updatedAt()))
                .by("updated_at"));
        all.add(Attribute.<T>of("revision_number", t -> standing.apply(t).revision())
                .by("revision"));
        return List.copyOf(all);
    }

    private static String project(Standard standing) {
        return standing.project().map(Ids::plain).orElse("");
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// For JSON: the text of what is there, or null.
    static Object orNull(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }
}
