package brume.base.sql;

import brume.base.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// One row of an answer. A getter without `opt` is for columns that are never null.
///
/// A reader asks each row for the same columns in the same order, so where a column was asked for before, it is found
/// by its turn and not by its name: of long answers the looking up was a tenth.
public final class Row {
    private final ResultSet rows;
    private final List<String> asked = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private int turn;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    boolean next() throws SQLException {
        turn = 0;
        return rows.next();
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // the same literal; another string is looked up
    private int at(String column) throws SQLException {
        for (int i = turn; i < asked.size(); i++) {
            if (asked.get(i) != column) continue;
            turn = i + 1;
            return places.get(i);
        }
        int place = rows.findColumn(column);
        if (turn == asked.size()) {
            asked.add(column);
            places.add(place);
            turn++;
        }
        return place;
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
        return get(() -> rows.getObject(at(column), UUID.class));
    }

    public Optional<UUID> optUuid(String column) {
        return get(() -> Optional.ofNullable(rows.getObject(at(column), UUID.class)));
    }

    public String text(String column) {
        return get(() -> rows.getString(at(column)));
    }

    public Optional<String> optText(String column) {
        return get(() -> Optional.ofNullable(rows.getString(at(column))));
    }

    public int integer(String column) {
        return get(() -> rows.getInt(at(column)));
    }

    public Optional<Integer> optInteger(String column) {
        return opt(() -> rows.getInt(at(column)));
    }

    public long whole(String column) {
        return get(() -> rows.getLong(at(column)));
    }

    public Optional<Long> optWhole(String column) {
        return opt(() -> rows.getLong(at(column)));
    }

    public double number(String column) {
        return get(() -> rows.getDouble(at(column)));
    }

    public boolean flag(String column) {
        return get(() -> rows.getBoolean(at(column)));
    }

    public Optional<Boolean> optFlag(String column) {
        return opt(() -> rows.getBoolean(at(column)));
    }

    public Instant instant(String column) {
        return get(() -> rows.getObject(at(column), OffsetDateTime.class).toInstant());
    }

    public Optional<Instant> optInstant(String column) {
        return get(() -> Optional.ofNullable(rows.getObject(at(column), OffsetDateTime.class))
                .map(OffsetDateTime::toInstant));
    }

    public byte[] bytes(String column) {
        return get(() -> rows.getBytes(at(column)));
    }

    public Optional<byte[]> optBytes(String column) {
        return get(() -> Optional.ofNullable(rows.getBytes(at(column))));
    }

    public JsonNode json(String column) {
        return get(() -> Json.read(rows.getString(at(column))));
    }

    public Optional<JsonNode> optJson(String column) {
        return get(() -> Optional.ofNullable(rows.getString(at(column))).map(Json::read));
    }

    /// A record that was written as JSON.
    public <T> T json(String column, Class<T> type) {
        return get(() -> Json.read(rows.getString(at(column)), type));
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
            var array = rows.getArray(at(column));
            return array == null ? List.of() : List.of((String[]) array.getArray());
        });
    }

    /// An array of UUIDs; empty for null.
    public List<UUID> uuids(String column) {
        return get(() -> {
            var array = rows.getArray(at(column));
            return array == null ? List.of() : List.of((UUID[]) array.getArray());
        });
    }
}
