package brume.base.postgres;

import brume.base.sql.Sql;
import java.util.List;
import javax.sql.DataSource;

/// The databases of a server: made as copies of one another, and dropped.
public final class Databases {
    private final Sql sql;

    /// @param administration connections to a database that stays, as `postgres`
    public Databases(DataSource administration) {
        this.sql = new Sql(administration);
    }

    public boolean exists(String name) {
        return !sql.query("select 1 from pg_database where datname = ?", row -> true, name)
                .isEmpty();
    }

    /// An empty database.
    public void create(String name) {
        create(name, "template0");
    }

    /// A copy of `template`, to which nobody may be connected. About 0.1 s for a hundred tables.
    public void create(String name, String template) {
        sql.update("create database %s template %s strategy wal_log".formatted(quoted(name), quoted(template)));
    }

    /// As the other, file by file: less work, but for the checkpoints around it, which are dear to a server that writes
    /// durably.
    public void copy(String name, String template) {
        sql.update("create database %s template %s strategy file_copy".formatted(quoted(name), quoted(template)));
    }

    /// Those whose names begin with `prefix`.
    public List<String> named(String prefix) {
        return sql.query(
                "select datname from pg_database where starts_with(datname, ?) order by datname",
                row -> row.text("datname"),
                prefix);
    }

    /// Drops `name` and cuts whoever is connected to it; a missing one is fine.
    public void drop(String name) {
        sql.update("drop database if exists %s with (force)".formatted(quoted(name)));
    }

    private static String quoted(String name) {
        if (!name.matches("[a-z0-9_]{1,60}")) throw new IllegalArgumentException("not a database's name: " + name);
        return '"' + name + '"';
    }
}
