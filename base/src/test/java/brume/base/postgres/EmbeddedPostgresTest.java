package brume.base.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.file.FolderLock;
import brume.base.sql.Pool;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    private static final PostgresSettings BARE = PostgresSettings.defaults();

    private static final ConditionFactory WITHIN = Awaitility.await().atMost(Duration.ofMinutes(1));

    @TempDir
    static Path shared;

    /// With a cluster that was made once: to copy it takes a fraction of what making one takes.
    private static PostgresSettings settings;

    @TempDir
    Path folder;

    @BeforeAll
    static void pack() {
        var template = shared.resolve("template");
        try (var server = EmbeddedPostgres.start(shared.resolve("first"), BARE.withDurable(false))) {
            server.packTemplate(template);
        }
        settings = BARE.withTemplate(template);
    }

    @Test
    void whatWasCommittedIsThereAfterARestart() {
        var data = folder.resolve("data");
        try (var server = EmbeddedPostgres.start(data, settings)) {
            sql(server).update("create table kept (word text)");
            sql(server).update("insert into kept values (?)", "mist");
        }
        try (var server = EmbeddedPostgres.start(data, settings)) {
            assertThat(sql(server).query("select word from kept", row -> row.text("word")))
                    .containsExactly("mist");
        }
    }

    @Test
    void whatGoesAheadOfAStatementLeavesItsOutcomeAlone() {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), settings.withDurable(false))) {
            var sql = sql(server);
            sql.update("create table kept (word text)");
            sql.run(tx -> {
                tx.planOnce();
                tx.lock("words", "kept");
                assertThat(tx.update("insert into kept values (?), (?)", "mist", "fog"))
                        .isEqualTo(2);
                tx.lock("words", "others");
                assertThat(tx.batch(
                                "insert into kept values (?)", List.of(new Object[] {"haze"}, new Object[] {"rime"})))
                        .containsExactly(1, 1);
                tx.lock("words", "all");
                assertThat(tx.query("select word from kept order by word", row -> row.text("word")))
                        .containsExactly("fog", "haze", "mist", "rime");
                assertThat(tx.query("select current_setting('plan_cache_mode') as mode", row -> row.text("mode")))
                        .containsExactly("force_generic_plan");
                assertThat(tx.query(
                                "select count(*) as n from pg_locks where locktype = 'advisory'",
                                row -> row.whole("n")))
                        .containsExactly(3L);
            });
            assertThat(sql.query("select current_setting('plan_cache_mode') as mode", row -> row.text("mode")))
                    .containsExactly("auto");
        }
    }

    @Test
    void commitsAreDurableAndTextSortsByBytes() {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), BARE)) {
            for (var setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                assertThat(show(server, setting)).as(setting).isEqualTo("on");
            }
            assertThat(show(server, "server_encoding")).isEqualTo("UTF8");
            assertThat(sql(server).query("select 'a' > 'Z' as bytes", row -> row.flag("bytes")))
                    .containsExactly(true);
        }
    }

    @Test
    void aServerWhoseOwnerDiedIsAdopted() {
        var data = folder.resolve("data");
        var first = EmbeddedPostgres.start(data, settings);
        first.abandon();
        try (var second = EmbeddedPostgres.start(data, settings)) {
            assertThat(second.pid()).isEqualTo(first.pid());
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(show(second, "fsync")).isEqualTo("on");
        }
        assertThat(ProcessHandle.of(first.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aServerLeftWithOtherSettingsIsStartedAnew() {
        var data = folder.resolve("data");
        var first = EmbeddedPostgres.start(data, settings.withDurable(false));
        first.abandon();
        try (var second = EmbeddedPostgres.start(data, settings)) {
            assertThat(second.pid()).isNotEqualTo(first.pid());
            assertThat(show(second, "fsync")).isEqualTo("on");
        }
    }

    /// Whether another process than that one answers.
    private static boolean served(EmbeddedPostgres server, long before) {
        return server.pid() != before && show(server, "restart_after_crash").equals("off");
    }

    @Test
    void aServerThatIsKilledIsFollowedByAnother() {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), settings)) {
            var before = server.dataSource("postgres");
            sql(server).update("create table kept (word text)");
            for (int kill = 0; kill < 3; kill++) {
                long pid = server.pid();
                sql(server).update("insert into kept values ('mist')");
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                WITHIN.ignoreExceptions().until(() -> served(server, pid));
            }
            assertThat(new Sql(before).query("select word from kept", row -> row.text("word")))
                    .containsExactly("mist", "mist", "mist");
        }
    }

    @Test
    void aServerThatCanNotStartForAWhileIsTriedAgain() throws Exception {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), settings)) {
            var needed = folder.resolve("data/cluster/global/pg_control");
            var away = folder.resolve("pg_control");
            Files.move(needed, away);
            ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
            var log = folder.resolve("data/log");
            WITHIN.until(() -> Files.readString(log).split("could not find the database system", -1).length > 2);
            Files.move(away, needed);
            WITHIN.ignoreExceptions().until(() -> show(server, "fsync").equals("on"));
        }
    }

    @Test
    void aServerThatLosesAProcessIsStartedAnew() {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), settings)) {
            long pid = server.pid();
            ProcessHandle.of(pid)
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .destroyForcibly();
            WITHIN.ignoreExceptions().until(() -> served(server, pid));
            assertThat(show(server, "restart_after_crash")).isEqualTo("off");
        }
    }

    @Test
    void aTransactionWhoseServerEndsIsToldAsAnOutageAndTheNextOneIsServed() {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), settings);
                var pool = Pool.of(server.dataSource("postgres"), 2, Duration.ofSeconds(5))) {
            var sql = new Sql(pool);
            assertThatThrownBy(() -> sql.run(tx -> tx.query(
                            "select pg_terminate_backend(pg_backend_pid())", row -> row.flag("pg_terminate_backend"))))
                    .isInstanceOfSatisfying(
                            SqlFault.class, fault -> assertThat(fault.outage()).isTrue());
            assertThat(sql.<List<Long>>tx(tx -> tx.query("select 1::bigint as one", row -> row.whole("one"))))
                    .containsExactly(1L);
        }
    }

    @Test
    void anAdoptedServerThatIsKilledIsFollowedByAnotherAndAStoppedOneIsNot() {
        var data = folder.resolve("data");
        var first = EmbeddedPostgres.start(data, settings);
        first.abandon();
        long last;
        try (var second = EmbeddedPostgres.start(data, settings)) {
            ProcessHandle.of(second.pid()).orElseThrow().destroyForcibly();
            WITHIN.until(() -> second.pid() != first.pid());
            last = second.pid();
        }
        assertThat(ProcessHandle.of(last).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(PostmasterFile.live(data.resolve("cluster"))).isEmpty();
    }

    @Test
    void aStalePidFileOfAnotherProcessIsNotTakenForAServer() throws Exception {
        var data = folder.resolve("data");
        EmbeddedPostgres.start(data, settings).close();
        var us = Long.toString(ProcessHandle.current().pid());
        Files.writeString(
                data.resolve("cluster/postmaster.pid"), us + "\n/elsewhere\n1\n5432\n\n127.0.0.1\n1 1\nready\n");
        assertThat(PostmasterFile.live(data.resolve("cluster"))).isEmpty();
    }

    @Test
    void aKilledServerStartsAgain() {
        var data = folder.resolve("data");
        var first = EmbeddedPostgres.start(data, settings);
        sql(first).update("create table kept (word text)");
        var process = ProcessHandle.of(first.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        first.abandon();
        try (var second = EmbeddedPostgres.start(data, settings)) {
            assertThat(sql(second).query("select count(*) as n from kept", row -> row.integer("n")))
                    .containsExactly(0);
        }
    }

    @Test
    void twoNeverShareADataFolder() {
        var data = folder.resolve("data");
        try (var server = EmbeddedPostgres.start(data, settings)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(data, settings))
                    .isInstanceOf(FolderLock.InUse.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
            assertThat(show(server, "fsync")).isEqualTo("on");
        }
    }

    @Test
    void onlyTheOwnerReadsTheFolderAndItsSecret() throws Exception {
        var data = folder.resolve("data");
        EmbeddedPostgres.start(data, BARE).close();
        assertThat(mode(data)).isEqualTo("rwx------");
        assertThat(mode(data.resolve("cluster"))).isEqualTo("rwx------");
        assertThat(mode(data.resolve("secret"))).isEqualTo("rw-------");
    }

    @Test
    void nobodyEntersWithoutTheSecret() {
        try (var server = EmbeddedPostgres.start(folder.resolve("data"), settings)) {
            var source = server.dataSource("postgres");
            assertThatThrownBy(() -> source.getConnection("brume", "guess").close())
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aTemplateGivesItsTablesButNotItsSecret() throws Exception {
        var template = folder.resolve("template");
        String secret;
        try (var server = EmbeddedPostgres.start(folder.resolve("one"), settings)) {
            secret = server.password();
            sql(server).update("create table packed (word text)");
            server.packTemplate(template);
        }
        try (var server = EmbeddedPostgres.start(folder.resolve("two"), settings.withTemplate(template))) {
            assertThat(server.password()).isNotEqualTo(secret);
            assertThat(sql(server).query("select count(*) as n from packed", row -> row.integer("n")))
                    .containsExactly(0);
        }
    }

    @Test
    void aFreshDatabaseIsACopyOfItsMigratedTemplate() {
        var scratch = ScratchPostgres.shared();
        var one = new Sql(scratch.fresh("words", source -> new Sql(source).update("create table word (text text)")));
        var two = new Sql(scratch.fresh("words", source -> new Sql(source).update("must not run twice")));
        one.update("insert into word values ('fog')");
        assertThat(two.query("select * from word", row -> row.text("text"))).isEmpty();
    }

    private static Sql sql(EmbeddedPostgres server) {
        return new Sql(server.dataSource("postgres"));
    }

    private static String show(EmbeddedPostgres server, String setting) {
        return sql(server)
                .query("select current_setting(?) as value", row -> row.text("value"), setting)
                .getFirst();
    }

    private static String mode(Path path) throws java.io.IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
