package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Database;
import brume.app.demo.Demo;
import brume.app.demo.Patience;
import brume.app.demo.Trip;
import brume.base.json.Json;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.sql.Sql;
import brume.contract.ItemKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the last release to this one, and back.
final class UpgradeTest {
    @TempDir
    Path folder;

    private static PrintStream silence() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private Trip trip(CloudProcess cloud) {
        return new Trip(cloud.admin(), options(), silence(), folder);
    }

    @Test
    void theReleaseBeforeRunsOnTheTablesOfThisOneAndEachReadsTheOthersOrders() throws Exception {
        var before = Release.last();
        try (var cloud = CloudProcess.start("--simulate", "--hosts", "2")) {
            var ours = trip(cloud);
            ours.reach();
            // Orders that this release has written, as an agent of the one before reads them.
            for (var order : orders(cloud)) sameItem(order, before.retold(order.kind, order.spec));
            cloud.stop();

            cloud.by(before.dist());
            cloud.start();
            ours.guest().orElseThrow().server().becomes("ACTIVE");
            assertThat(new Demo(cloud.admin(), options(), silence()).go())
                    .as("the road by " + before.tag())
                    .isTrue();
            ours.leave();
            var theirs = trip(cloud);
            theirs.reach();
            var told = orders(cloud);
            cloud.stop();

            cloud.byThis();
            cloud.start();
            // Orders that the one before has written, as an agent of this release reads them.
            for (var order : told) sameItem(order, Json.text(Json.read(order.spec, order.type())));
            theirs.guest().orElseThrow().server().becomes("ACTIVE");
            theirs.leave();
            assertThat(new Demo(cloud.admin(), options(), silence()).go()).isTrue();
        }
    }

    private static Demo.Options options() {
        return new Demo.Options(true, Optional.empty(), 1, false, Patience.ordinary());
    }

    private record Order(String kind, String spec) {
        Class<?> type() {
            return ItemKey.Kind.valueOf(kind).type();
        }
    }

    private static List<Order> orders(CloudProcess cloud) {
        var database = EmbeddedPostgres.running(cloud.data().resolve("postgres"), Database.NAME);
        var orders = new Sql(database.orElseThrow())
                .query(
                        "select kind, spec::text as spec from host_order where spec is not null",
                        row -> new Order(row.text("kind"), row.text("spec")));
        assertThat(orders).extracting(Order::kind).contains("GUEST", "PORT", "NETWORK", "SECURITY_GROUP");
        return orders;
    }

    /// What both releases know of an item is the same in both.
    private static void sameItem(Order order, String retold) {
        var told = Json.read(order.spec);
        var again = Json.read(retold);
        again.properties().forEach(field -> {
            if (told.has(field.getKey())) {
                assertThat(field.getValue())
                        .as(order.kind + " " + field.getKey())
                        .isEqualTo(told.get(field.getKey()));
            }
        });
        assertThat(again.path(order.kind.equals("GUEST") ? "residence" : "id").isMissingNode())
                .isFalse();
    }
}
