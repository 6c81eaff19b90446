package brume.cloud.compute;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Key pairs, each a user's.
final class KeyPairStore {
    private static final String COLUMNS =
            "select id, owner, name, type, public_key, fingerprint, created_at from key_pair";

    Optional<KeyPair> find(Reads reads, UUID owner, String name) {
        return reads.first(COLUMNS + " where owner = ? and name = ?", KeyPairStore::row, owner, name);
    }

    /// By name, after `marker`.
    List<KeyPair> list(Reads reads, UUID owner, String marker, int limit) {
        return reads.query(
                COLUMNS + " where owner = ? and name > ? order by name limit ?",
                KeyPairStore::row,
                owner,
                marker,
                limit);
    }

    long count(Reads reads, UUID owner) {
        return reads.only("select count(*) as n from key_pair where owner = ?", row -> row.whole("n"), owner);
    }

    void insert(Tx tx, KeyPair pair) {
        tx.update(
                """
                insert into key_pair (id, owner, name, type, public_key, fingerprint, created_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                pair.id(),
                pair.owner(),
                pair.name(),
                pair.type(),
                pair.publicKey(),
                pair.fingerprint(),
                pair.createdAt());
    }

    int delete(Tx tx, UUID owner, String name) {
        return tx.update("delete from key_pair where owner = ? and name = ?", owner, name);
    }

    void deleteAll(Tx tx, UUID owner) {
        tx.update("delete from key_pair where owner = ?", owner);
    }

    private static KeyPair row(Row row) {
        return new KeyPair(
                row.uuid("id"),
                row.uuid("owner"),
                row.text("name"),
                row.word("type", KeyPair.Type.class),
                row.text("public_key"),
                row.text("fingerprint"),
                row.instant("created_at"));
    }
}
