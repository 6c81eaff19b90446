package brume.cloud.compute;

import static java.nio.charset.StandardCharsets.UTF_8;

import brume.base.id.Ids;
import brume.base.seal.Seal;
import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.contract.GuestSpec;
import brume.contract.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What guests may read and nobody else, sealed in a table of its own. It never changes: what is new has another id.
final class InstanceSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceSecrets.class);
    /// A guest reads the password when it boots for the first time; then it is its administrator's affair.
    private static final Duration PASSWORD_KEPT = Duration.ofHours(1);
    private static final int BATCH = 200;
    private static final String INSERT =
            "insert into instance_secret (id, instance, kind, sealed, due_at) values (?, ?, ?, ?, ?)";

    enum Kind {
        /// At most 64 KiB, kept as long as the instance.
        USER_DATA,
        /// Text, kept until the guest has had time to read it.
        ADMIN_PASSWORD
    }

    private final Ids ids;
    private final Seal seal;

    InstanceSecrets(Ids ids, Seal seal) {
        this.ids = ids;
        this.seal = seal;
    }

    /// The same for each of some new instances.
    void insert(
            Tx tx, Collection<UUID> instances, Optional<byte[]> userData, Optional<String> adminPassword, Instant now) {
        var rows = new ArrayList<Object[]>();
        for (var instance : instances) {
            userData.ifPresent(bytes -> rows.add(row(instance, Kind.USER_DATA, bytes, Optional.empty())));
            adminPassword.ifPresent(text -> rows.add(
                    row(instance, Kind.ADMIN_PASSWORD, text.getBytes(UTF_8), Optional.of(now.plus(PASSWORD_KEPT)))));
        }
        tx.laterAll(INSERT, rows);
    }

    /// An instance is told something else from now on.
    ///
    /// @param userData present and empty for none; absent for what it has
    void replace(Tx tx, UUID instance, Optional<Optional<byte[]>> userData, String adminPassword, Instant now) {
        userData.ifPresent(data -> forget(tx, instance, Kind.USER_DATA));
        forget(tx, instance, Kind.ADMIN_PASSWORD);
        insert(tx, List.of(instance), userData.flatMap(data -> data), Optional.of(adminPassword), now);
    }

    private static void forget(Tx tx, UUID instance, Kind kind) {
        tx.update("delete from instance_secret where instance = ? and kind = ?", instance, kind);
    }

    private Object[] row(UUID instance, Kind kind, byte[] plain, Optional<Instant> due) {
        return new Object[] {ids.next(), instance, kind, seal.seal(plain, place(instance, kind)), due};
    }

    private static String place(UUID instance, Kind kind) {
        return "instance " + instance + " " + kind;
    }

    /// The names of all secrets of an instance.
    record Names(UUID instance, List<UUID> secrets) {}

    /// The names of all secrets of some instances, always in the same order; of those that have any.
    Asked<Names> names(Tx tx, Collection<UUID> instances) {
        return tx.ask("""
                select instance, array_agg(id order by id) as names from instance_secret
                 where instance = any(?::uuid[]) group by instance
                """, row -> new Names(row.uuid("instance"), row.uuids("names")), instances);
    }

    /// Guests with what they may read in secret.
    List<Item> complete(Reads reads, List<Item> guests) {
        var specs = guests.stream().map(GuestSpec.class::cast).toList();
        var open =
                open(reads, specs.stream().map(GuestSpec::instance).distinct().toList(), List.of(Kind.values()));
        return specs.stream()
                .<Item>map(spec -> {
                    var secrets = open.getOrDefault(spec.instance(), Map.of());
                    return spec.with(spec.metadata()
                            .secretly(
                                    Optional.ofNullable(secrets.get(Kind.USER_DATA)),
                                    Optional.ofNullable(secrets.get(Kind.ADMIN_PASSWORD))
                                            .map(bytes -> new String(bytes, UTF_8))));
                })
                .toList();
    }

    /// The user data of those instances that have any.
    Map<UUID, byte[]> userData(Reads reads, Collection<UUID> instances) {
        var data = new HashMap<UUID, byte[]>();
        open(reads, instances, List.of(Kind.USER_DATA))
                .forEach((instance, secrets) -> data.put(instance, secrets.get(Kind.USER_DATA)));
        return data;
    }

    private Map<UUID, Map<Kind, byte[]>> open(Reads reads, Collection<UUID> instances, List<Kind> kinds) {
        var open = new HashMap<UUID, Map<Kind, byte[]>>();
        for (var each : rows(reads, instances, kinds)) {
            opened(each)
                    .ifPresentOrElse(
                            plain -> open.computeIfAbsent(each.instance, i -> new EnumMap<>(Kind.class))
                                    .put(each.kind, plain),
                            () -> LOG.error(
                                    "a secret of instance {} ({}) cannot be opened: its key is not here",
                                    each.instance,
                                    each.kind));
        }
        return open;
    }

    private record Sealed(UUID id, UUID instance, Kind kind, byte[] bytes) {}

    private Optional<byte[]> opened(Sealed secret) {
        return seal.open(secret.bytes, place(secret.instance, secret.kind));
    }

    private static List<Sealed> rows(Reads reads, Collection<UUID> instances, List<Kind> kinds) {
        return reads.byIndex(
                """
                select id, instance, kind, sealed from instance_secret
                 where instance = any(?::uuid[]) and kind = any(?) order by id
                """,
                row -> new Sealed(
                        row.uuid("id"), row.uuid("instance"), row.word("kind", Kind.class), row.bytes("sealed")),
                instances,
                kinds.stream().map(Kind::name).toList());
    }

    /// A secret that no key here opens.
    record Closed(UUID id, UUID instance) {}

    List<Closed> closed(Reads reads, Collection<UUID> secrets) {
        return reads
                .query(
                        "select id, instance, kind, sealed from instance_secret where id = any(?::uuid[]) order by id",
                        row -> new Sealed(
                                row.uuid("id"),
                                row.uuid("instance"),
                                row.word("kind", Kind.class),
                                row.bytes("sealed")),
                        secrets)
                .stream()
                .filter(secret -> opened(secret).isEmpty())
                .map(secret -> new Closed(secret.id, secret.instance))
                .toList();
    }

    /// Forgets what was to be kept only until now.
    ///
    /// @return how many there were, at most `limit`
    int forget(Tx tx, Instant now, int limit) {
        return tx.update("""
                delete from instance_secret
                 where id in (select id from instance_secret where due_at <= ?
                               order by due_at limit ? for update skip locked)
                """, now, limit);
    }

    private record Plain(UUID instance, Optional<byte[]> userData, Optional<String> adminPassword) {}

    /// Seals what a release before this table kept in plain columns.
    void sealOlder(Sql sql, Instant now) {
        while (sql.tx(tx -> sealOlder(tx, now)) == BATCH) {
            LOG.info("{} instances' secrets are sealed", BATCH);
        }
    }

    private int sealOlder(Tx tx, Instant now) {
        var some = tx.query(
                """
                        select id, user_data, admin_password from instance
                         where user_data is not null or admin_password is not null
                         order by id limit ? for update
                        """, row -> new Plain(row.uuid("id"), row.optBytes("user_data"), row.optText("admin_password")), BATCH);
        if (some.isEmpty()) return 0;
        for (var plain : some) insert(tx, List.of(plain.instance), plain.userData, plain.adminPassword, now);
        tx.update(
                "update instance set user_data = null, admin_password = null where id = any(?::uuid[])",
                some.stream().map(Plain::instance).toList());
        return some.size();
    }
}
