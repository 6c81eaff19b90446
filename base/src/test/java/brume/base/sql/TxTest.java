package brume.base.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.postgres.EmbeddedPostgres;
import brume.base.postgres.PostgresSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On one connection, which each use takes over from the one before.
final class TxTest {
    private static final String MODE = "select current_setting('plan_cache_mode') as mode";
    private static final String ONCE = "force_generic_plan";
    private static final String EACH = "auto";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres server;
    private static Pool pool;
    private static Sql sql;

    @BeforeAll
    static void start() {
        server = EmbeddedPostgres.start(
                folder.resolve("data"), PostgresSettings.defaults().withDurable(false));
        pool = Pool.of(server.dataSource("postgres"), 1, Duration.ofSeconds(30));
        sql = new Sql(pool);
        sql.update("create table kept (word text unique deferrable initially deferred)");
    }

    @AfterAll
    static void stop() {
        pool.close();
        server.close();
    }

    private static List<String> mode(Reads reads) {
        return reads.query(MODE, row -> row.text("mode"));
    }

    private static List<String> words() {
        return sql.query("select word from kept order by word", row -> row.text("word"));
    }

    @Test
    void whatIsPutOffIsThereAfterTheCommit() {
        sql.run(tx -> tx.later("insert into kept values (?)", "rime"));
        assertThat(words()).contains("rime");
        var asked = sql.tx(tx -> tx.ask("select word from kept where word = ?", row -> row.text("word"), "rime"));
        assertThat(asked.rows()).containsExactly("rime");
    }

    @Test
    void aCommitThatIsRefusedUndoesAll() {
        assertThatThrownBy(() -> sql.run(tx -> {
                    tx.update("insert into kept values (?)", "mist");
                    tx.later("insert into kept values (?)", "mist");
                }))
                .isInstanceOfSatisfying(
                        SqlFault.class, fault -> assertThat(fault.duplicate()).isTrue());
        assertThat(words()).doesNotContain("mist");
        sql.run(tx -> tx.later("insert into kept values (?)", "haze"));
        assertThat(words()).contains("haze");
    }

    @Test
    void everybodysStatementsArePlannedAsTheyAskForIt() {
        assertThat(sql.byIndex(MODE, row -> row.text("mode"))).containsExactly(ONCE);
        assertThat(sql.byIndex(MODE, row -> row.text("mode"))).containsExactly(ONCE);
        assertThat(mode(sql)).containsExactly(EACH);
        sql.run(tx -> {
            assertThat(mode(tx)).containsExactly(EACH);
            tx.planOnce();
            assertThat(mode(tx)).containsExactly(ONCE);
        });
        sql.run(tx -> assertThat(mode(tx)).containsExactly(EACH));
    }

    @Test
    void whatWasUndoneSaysNothingOfPlans() {
        assertThat(mode(sql)).containsExactly(EACH);
        assertThatThrownBy(() -> sql.run(tx -> {
                    tx.planOnce();
                    assertThat(mode(tx)).containsExactly(ONCE);
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(sql.byIndex(MODE, row -> row.text("mode"))).containsExactly(ONCE);
        assertThatThrownBy(() -> sql.query("select 1 / 0 as mode", row -> row.integer("mode")))
                .isInstanceOf(SqlFault.class);
        assertThat(sql.byIndex(MODE, row -> row.text("mode"))).containsExactly(ONCE);
        assertThat(mode(sql)).containsExactly(EACH);
    }
}
