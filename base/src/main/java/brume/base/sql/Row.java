package brume.base.sql;

import brume.base.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// One row of an answer. A getter without `opt` is for columns that are never null.
public final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    private interface Getter<T> {
        T get() throws SQLException;
    }

    private static <T> T get(Getter<T> getter) {
        try {
            return getter.get();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    private <T> Optional<T> opt(Getter<T> getter) {
        return get(() -> {
            var value = getter.get();
            return rows.wasNull() ? Optional.empty() : Optional.of(value);
        });
    }

    public UUID uuid(String column) {
        return get(() -> rows.getObject(column, UUID.class));
    }

    public Optional<UUID> optUuid(String column) {
        return get(() -> Optional.ofNullable(rows.getObject(column, UUID.class)));
    }

    public String text(String column) {
        return get(() -> rows.getString(column));
    }

    public Optional<String> optText(String column) {
        return get(() -> Optional.ofNullable(rows.getString(column)));
    }

    public int integer(String column) {
        return get(() -> rows.getInt(column));
    }

    public Optional<Integer> optInteger(String column) {
        return opt(() -> rows.getInt(column));
    }

    public long whole(String column) {
        return get(() -> rows.getLong(column));
    }

    public Optional<Long> optWhole(String column) {
        return opt(() -> rows.getLong(column));
    }

    public double number(String column) {
        return get(() -> rows.getDouble(column));
    }

    public boolean flag(String column) {
        return get(() -> rows.getBoolean(column));
    }

    public Optional<Boolean> optFlag(String column) {
        return opt(() -> rows.getBoolean(column));
    }

    public Instant instant(String column) {
        return get(() -> rows.getObject(column, OffsetDateTime.class).toInstant());
    }

    public Optional<Instant> optInstant(String column) {
        return get(() -> Optional.ofNullable(rows.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant));
    }

    public byte[] bytes(String column) {
        return get(() -> rows.getBytes(column));
    }

    public Optional<byte[]> optBytes(String column) {
        return get(() -> Optional.ofNullable(rows.getBytes(column)));
    }

    public JsonNode json(String column) {
        return get(() -> Json.read(rows.getString(column)));
    }

    public Optional<JsonNode> optJson(String column) {
        return get(() -> Optional.ofNullable(rows.getString(column)).map(Json::read));
    }

    /// A record that was written as JSON.
    public <T> T json(String column, Class<T> type) {
        return get(() -> Json.read(rows.getString(column), type));
    }

    public <E extends Enum<E>> E word(String column, Class<E> type) {
        return Enum.valueOf(type, text(column));
    }

    public <E extends Enum<E>> Optional<E> optWord(String column, Class<E> type) {
        return optText(column).map(name -> Enum.valueOf(type, name));
    }

    /// An array of text; empty for null.
    public List<String> texts(String column) {
        return get(() -> {
            var array = rows.getArray(column);
            return array == null ? List.of() : List.of((String[]) array.getArray());
        });
    }

    /// An array of UUIDs; empty for null.
    public List<UUID> uuids(String column) {
        return get(() -> {
            var array = rows.getArray(column);
            return array == null ? List.of() : List.of((UUID[]) array.getArray());
        });
    }
}
