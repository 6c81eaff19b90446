package brume.base.sql;

/// Makes a value of a row.
@FunctionalInterface
public interface RowReader<T> {
    T read(Row row);
}
