package brume.cloud.compute;

import brume.base.sql.Where;
import brume.contract.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// What a list of instances is narrowed to. Everything is optional.
///
/// @param project      absent for all projects, which only administrators may ask
/// @param ids          these alone
/// @param conditions   any of these; all when empty
/// @param doing        with this task; an empty set inside means none
/// @param deleted      only those that are gone (true), or only those that are not (false)
/// @param nameLike     a POSIX regular expression, in any case
/// @param addressLike  a POSIX regular expression over the fixed addresses
/// @param withTags     all of these
/// @param withAnyTag   one of these
/// @param withoutTags  not all of these
/// @param withoutAnyTag none of these
/// @param zone         on a host of this availability zone, or asked to be in it and on no host
/// @param like         POSIX regular expressions, in any case, by what they are put to: keys of [#LIKE]
/// @param exact        keys of [#EXACT]
public record InstanceFilter(
        Optional<UUID> project,
        Optional<List<UUID>> ids,
        Optional<Set<Condition>> conditions,
        Optional<Set<Task.Kind>> doing,
        Optional<Boolean> deleted,
        Optional<Instant> changedSince,
        Optional<Instant> changedBefore,
        Optional<String> nameLike,
        Optional<String> addressLike,
        Optional<String> flavor,
        Optional<UUID> image,
        Optional<UUID> owner,
        Optional<HostId> host,
        Optional<String> reservation,
        Optional<String> zone,
        Optional<Boolean> locked,
        List<String> withTags,
        List<String> withAnyTag,
        List<String> withoutTags,
        List<String> withoutAnyTag,
        Map<String, String> like,
        Map<String, String> exact) {
    /// What a regular expression may be put to, by the names that dialects use.
    private static final Map<String, String> LIKE = Map.of(
            "hostname", "i.hostname",
            "description", "i.description",
            "key_name", "i.key_name",
            "access_ip_v4", "i.access_ipv4",
            "access_ip_v6", "i.access_ipv6");

    /// What may be compared as text. Times are as `2026-11-21T01:47:48Z`, flags `true` or `false`; `seen` is a
    /// state of [GuestSeen].
    private static final Map<String, String> EXACT = Map.of(
            "launch_index",
            "i.launch_index::text",
            "config_drive",
            "i.config_drive::text",
            "auto_disk_config",
            "coalesce(i.auto_disk, false)::text",
            "locked_by",
            "case when not i.locked then '' when i.locked_by_admin then 'admin' else 'owner' end",
            "progress",
            "case when i.launched_at is null then '0' else '100' end",
            "created_at",
            second("i.created_at"),
            "launched_at",
            second("i.launched_at"),
            "terminated_at",
            second("i.deleted_at"),
            "seen",
            "coalesce((select r.state from residence r where r.instance = i.id and r.role in ('ACTIVE', 'OUTGOING')),"
                    + " 'ABSENT')");

    private static String second(String column) {
        return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    }

    /// What lives on a host, of all projects.
    public static InstanceFilter on(HostId host) {
        return all().at(host);
    }

    public static InstanceFilter of(UUID project) {
        return all().in(Optional.of(project));
    }

    /// Everything.
    public static InstanceFilter all() {
        return new InstanceFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of());
    }

    /// The same within a project, or within all.
    public InstanceFilter in(Optional<UUID> project) {
        return new InstanceFilter(
                project,
                ids,
                conditions,
                doing,
                deleted,
                changedSince,
                changedBefore,
                nameLike,
                addressLike,
                flavor,
                image,
                owner,
                host,
                reservation,
                zone,
                locked,
                withTags,
                withAnyTag,
                withoutTags,
                withoutAnyTag,
                like,
                exact);
    }

    /// The same among these instances.
    public InstanceFilter among(List<UUID> some) {
        return new InstanceFilter(
                project,
                Optional.of(some),
                conditions,
                doing,
                deleted,
                changedSince,
                changedBefore,
                nameLike,
                addressLike,
                flavor,
                image,
                owner,
                host,
                reservation,
                zone,
                locked,
                withTags,
                withAnyTag,
                withoutTags,
                withoutAnyTag,
                like,
                exact);
    }

    /// The same with those that are gone.
    public InstanceFilter everything() {
        return new InstanceFilter(
                project,
                ids,
                conditions,
                doing,
                Optional.empty(),
                changedSince,
                changedBefore,
                nameLike,
                addressLike,
                flavor,
                image,
                owner,
                host,
                reservation,
                zone,
                locked,
                withTags,
                withAnyTag,
                withoutTags,
                withoutAnyTag,
                like,
                exact);
    }

    /// The same on a host.
    public InstanceFilter at(HostId host) {
        return new InstanceFilter(
                project,
                ids,
                conditions,
                doing,
                deleted,
                changedSince,
                changedBefore,
                nameLike,
                addressLike,
                flavor,
                image,
                owner,
                Optional.of(host),
                reservation,
                zone,
                locked,
                withTags,
                withAnyTag,
                withoutTags,
                withoutAnyTag,
                like,
                exact);
    }

    /// The regular expressions of it.
    List<String> expressions() {
        return Stream.of(nameLike.stream(), addressLike.stream(), like.values().stream())
                .flatMap(texts -> texts)
                .toList();
    }

    /// All of it but [#addressLike] and [#zone], of which other slices know.
    Where where() {
        var where = new Where();
        project.ifPresent(id -> where.and("i.project = ?", id));
        ids.ifPresent(some -> where.and("i.id = any(?::uuid[])", some));
        deleted.ifPresent(gone -> where.and(gone ? "i.deleted_at is not null" : "i.deleted_at is null"));
        // One alone is found by its index, in the order of the usual list.
        conditions.ifPresent(some -> {
            if (some.size() == 1)
                where.and("(" + Condition.SQL + ") = ?", some.iterator().next());
            else where.and("(" + Condition.SQL + ") = any(?)", some);
        });
        doing.ifPresent(some -> {
            if (some.isEmpty()) where.and("i.task is null");
            else where.and("i.task = any(?)", some);
        });
        changedSince.ifPresent(time -> where.and("i.updated_at >= ?", time));
        changedBefore.ifPresent(time -> where.and("i.updated_at <= ?", time));
        nameLike.ifPresent(text -> where.and("i.name ~* ?", text));
        flavor.ifPresent(id -> where.and("i.flavor_id = ?", id));
        image.ifPresent(id -> where.and("i.image = ?", id));
        owner.ifPresent(id -> where.and("i.owner = ?", id));
        host.ifPresent(id -> where.and(
                "i.id in (select instance from residence where host = ? and role in ('ACTIVE', 'OUTGOING'))",
                id.value()));
        reservation.ifPresent(text -> where.and("i.reservation = ?", text));
        locked.ifPresent(flag -> where.and("i.locked = ?", flag));
        if (!withTags.isEmpty()) where.and("i.tags @> ?", withTags);
        if (!withAnyTag.isEmpty()) where.and("i.tags && ?", withAnyTag);
        if (!withoutTags.isEmpty()) where.and("not i.tags @> ?", withoutTags);
        if (!withoutAnyTag.isEmpty()) where.and("not i.tags && ?", withoutAnyTag);
        like.forEach((name, pattern) -> where.and(LIKE.get(name) + " ~* ?", pattern));
        exact.forEach((name, value) -> where.and(EXACT.get(name) + " = ?", value));
        return where;
    }
}
