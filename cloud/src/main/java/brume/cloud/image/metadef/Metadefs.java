package brume.cloud.image.metadef;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Keyset;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Definitions of metadata. Administrators write them; everybody reads those of public namespaces, and of his own
/// project's.
public final class Metadefs {
    private final Sql sql;
    private final Ids ids;
    private final InstantSource clock;
    private final Journal journal;
    private final MetadefStore store = new MetadefStore();

    public Metadefs(Sql sql, Ids ids, InstantSource clock, Journal journal) {
        this.sql = sql;
        this.ids = ids;
        this.clock = clock;
        this.journal = journal;
    }

    /// A definition that is yet to be written.
    public record Draft(Definition.Kind kind, String name, JsonNode body) {}

    /// Which namespaces are looked for.
    ///
    /// @param everybody those that all see, or those that only their owners see
    /// @param types     that any of these kinds of thing are associated with; empty for all
    /// @param marker    the last of the page before
    public record Search(
            Optional<Boolean> everybody, List<String> types, boolean ascending, Optional<String> marker, int limit) {}

    /// One page, newest first unless `ascending`.
    public List<Namespace> list(Caller caller, Search search) {
        caller.require(MetadefActions.READ, Target.ANY);
        var where = new Where();
        if (!caller.admin()) where.and("visibility = 'PUBLIC' or owner = ?", caller.project());
        search.everybody().ifPresent(all -> where.and("visibility = ?", all ? "PUBLIC" : "PRIVATE"));
        if (!search.types().isEmpty()) {
            where.and("id in (select namespace from metadef_association where resource_type = any(?))", search.types());
        }
        var marker = search.marker().map(name -> {
            try {
                return namespace(caller, name).id();
            } catch (CloudFault.NotFound e) {
                throw new CloudFault.Invalid("marker", "the marker " + name + " is no namespace");
            }
        });
        var sort = new Keyset.Sort("created_at", search.ascending());
        return store.page(sql, where, new Keyset("metadef_namespace", List.of(sort), marker, search.limit()));
    }

    /// @throws CloudFault.NotFound also when the caller may not know of it
    public Namespace namespace(Caller caller, String name) {
        caller.require(MetadefActions.READ, Target.ANY);
        return visible(sql, caller, name);
    }

    private Namespace visible(Reads reads, Caller caller, String name) {
        return seen(caller, store.find(reads, name), name);
    }

    private static Namespace seen(Caller caller, Optional<Namespace> found, String name) {
        return found.filter(n -> n.about().everybody() || caller.sees(Target.project(n.owner())))
                .orElseThrow(() -> new CloudFault.NotFound("metadata definition namespace", name));
    }

    /// A namespace with its first definitions.
    ///
    /// @throws CloudFault.Conflict when the name is taken
    public Namespace create(
            Caller caller,
            String name,
            UUID owner,
            Namespace.About about,
            Collection<Association> associations,
            Collection<Draft> drafts) {
        caller.require(MetadefActions.CHANGE, Target.ANY);
        var now = clock.instant();
        var namespace = new Namespace(ids.next(), name, owner, about, now, now);
        return once("metadata definition namespace " + name, tx -> {
            store.insert(tx, namespace);
            for (var each : associations) store.associate(tx, namespace.id(), each.made(now));
            for (var each : drafts) store.insert(tx, namespace.id(), each.kind, each.name, each.body, now);
            note(tx, caller, namespace, "create");
            return namespace;
        });
    }

    /// @param next its new name
    public Namespace update(Caller caller, String name, String next, Namespace.About about) {
        return once("metadata definition namespace " + next, tx -> {
            var namespace = changing(tx, caller, name);
            store.update(tx, namespace.id(), next, about, clock.instant());
            note(tx, caller, namespace, "update");
            return store.find(tx, next).orElseThrow();
        });
    }

    /// Deletes a namespace with all that is in it.
    ///
    /// @throws CloudFault.Forbidden when it is guarded
    public void delete(Caller caller, String name) {
        sql.run(tx -> {
            var namespace = changing(tx, caller, name);
            unguarded(namespace);
            store.delete(tx, namespace.id());
            note(tx, caller, namespace, "delete");
        });
    }

    /// In the order of their names.
    public List<Definition> definitions(Caller caller, String namespace, Definition.Kind kind) {
        return store.items(sql, namespace(caller, namespace).id(), kind);
    }

    public Definition definition(Caller caller, String namespace, Definition.Kind kind, String name) {
        return store.item(sql, namespace(caller, namespace).id(), kind, name).orElseThrow(() -> missing(kind, name));
    }

    /// @throws CloudFault.Conflict when there is one of that kind and name
    public Definition define(Caller caller, String namespace, Draft draft) {
        return once(what(draft.kind) + " " + draft.name, tx -> {
            var in = changing(tx, caller, namespace);
            store.insert(tx, in.id(), draft.kind, draft.name, draft.body, clock.instant());
            note(tx, caller, in, "define");
            return store.item(tx, in.id(), draft.kind, draft.name).orElseThrow();
        });
    }

    /// Replaces a definition, which may get a new name.
    public Definition redefine(Caller caller, String namespace, String name, Draft draft) {
        return once(what(draft.kind) + " " + draft.name, tx -> {
            var in = changing(tx, caller, namespace);
            unguarded(in);
            if (!store.update(tx, in.id(), draft.kind, name, draft.name, draft.body, clock.instant())) {
                throw missing(draft.kind, name);
            }
            note(tx, caller, in, "redefine");
            return store.item(tx, in.id(), draft.kind, draft.name).orElseThrow();
        });
    }

    /// Several definitions of one kind, in the place of all others of that kind, or besides them.
    public void defineAll(
            Caller caller, String namespace, Definition.Kind kind, Collection<Draft> drafts, boolean besides) {
        once("one of these", tx -> {
            var in = changing(tx, caller, namespace);
            if (!besides) {
                unguarded(in);
                store.clear(tx, in.id(), kind);
            }
            for (var each : drafts) store.insert(tx, in.id(), kind, each.name, each.body, clock.instant());
            note(tx, caller, in, "define");
            return in;
        });
    }

    public void remove(Caller caller, String namespace, Definition.Kind kind, String name) {
        sql.run(tx -> {
            var in = changing(tx, caller, namespace);
            unguarded(in);
            if (!store.delete(tx, in.id(), kind, name)) throw missing(kind, name);
            note(tx, caller, in, "remove");
        });
    }

    public void removeAll(Caller caller, String namespace, Definition.Kind kind) {
        sql.run(tx -> {
            var in = changing(tx, caller, namespace);
            unguarded(in);
            store.clear(tx, in.id(), kind);
            note(tx, caller, in, "remove");
        });
    }

    /// In the order of their names.
    public List<ResourceType> types(Caller caller) {
        caller.require(MetadefActions.READ, Target.ANY);
        return store.types(sql);
    }

    public List<Association> associations(Caller caller, String namespace) {
        var in = namespace(caller, namespace);
        return associations(List.of(in)).apply(in.id());
    }

    /// What is associated with each of `namespaces`, in one query.
    public Function<UUID, List<Association>> associations(List<Namespace> namespaces) {
        var found =
                store.associations(sql, namespaces.stream().map(Namespace::id).collect(Collectors.toList()));
        return id -> found.getOrDefault(id, List.of());
    }

    /// @throws CloudFault.Conflict when they are associated already
    public Association associate(Caller caller, String namespace, Association association) {
        return once("an association with " + association.resourceType(), tx -> {
            var in = changing(tx, caller, namespace);
            var made = association.made(clock.instant());
            store.associate(tx, in.id(), made);
            note(tx, caller, in, "associate");
            return made;
        });
    }

    public void dissociate(Caller caller, String namespace, String type) {
        sql.run(tx -> {
            var in = changing(tx, caller, namespace);
            unguarded(in);
            if (!store.dissociate(tx, in.id(), type)) throw new CloudFault.NotFound("association with", type);
            note(tx, caller, in, "dissociate");
        });
    }

    private Namespace changing(Tx tx, Caller caller, String name) {
        var namespace = seen(caller, store.lock(tx, name), name);
        caller.require(MetadefActions.CHANGE, Target.project(namespace.owner()));
        return namespace;
    }

    private static void unguarded(Namespace namespace) {
        if (namespace.about().guarded()) {
            throw new CloudFault.Forbidden("Metadata definition namespace " + namespace.name() + " is protected.");
        }
    }

    private <T> T once(String what, Function<Tx, T> body) {
        try {
            return sql.tx(body);
        } catch (SqlFault fault) {
            if (fault.duplicate()) throw new CloudFault.Conflict(what + " exists already");
            throw fault;
        }
    }

    private void note(Tx tx, Caller caller, Namespace namespace, String what) {
        journal.changed(
                tx,
                caller,
                MetadefActions.CHANGE.name(),
                "metadef namespace",
                namespace.id(),
                Optional.of(namespace.owner()),
                Map.of("name", namespace.name(), "change", what));
    }

    private static String what(Definition.Kind kind) {
        return "metadata definition " + kind.name().toLowerCase(Locale.ROOT);
    }

    private static CloudFault missing(Definition.Kind kind, String name) {
        return new CloudFault.NotFound(what(kind), name);
    }
}
