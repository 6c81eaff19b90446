package brume.testcloud.counted;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;

/// A call whose cost is counted.
///
/// @param warm  times it is made before it counts
/// @param times it is made
/// @param made  returns the length of the answer's body
record Call(String name, int warm, int times, Function<Scene, Integer> made) {
    private static final int READS = 60;
    private static final int WRITES = 30;

    /// Those that are made most often in a life of a cloud.
    static final List<Call> HOT = List.of(
            get("validate a token", "/identity/v3/auth/tokens"),
            new Call("GET server", READS, READS, scene -> body(scene, "/compute/v2.1/servers/" + scene.server())),
            get("servers/detail of 1", "/compute/v2.1/servers/detail?limit=1"),
            get("servers/detail of 50", "/compute/v2.1/servers/detail?limit=50"),
            get("servers/detail of 100", "/compute/v2.1/servers/detail?limit=100"),
            get("flavors of 1", "/compute/v2.1/flavors/detail?limit=1"),
            get("flavors of 50", "/compute/v2.1/flavors/detail?limit=50"),
            get("images of 1", "/image/v2/images?limit=1"),
            get("images of 50", "/image/v2/images?limit=50"),
            get("networks of 1", "/network/v2.0/networks?limit=1"),
            get("networks of 50", "/network/v2.0/networks?limit=50"),
            get("ports of 1", "/network/v2.0/ports?limit=1"),
            get("ports of 50", "/network/v2.0/ports?limit=50"),
            new Call("POST token", 2, 4, Scene::login),
            new Call("POST port", WRITES, WRITES, Scene::createPort),
            new Call("POST server", WRITES, WRITES, Scene::create),
            new Call("POST server, until it is ACTIVE", 3, 5, Scene::createUp));

    private static Call get(String name, String path) {
        return new Call(name, READS, READS, scene -> body(scene, path));
    }

    private static int body(Scene scene, String path) {
        return scene.wire().get(path).body().length;
    }

    Cost count(Scene scene) {
        make(scene, warm);
        // What others still have to do from then must not be counted with it.
        scene.cloud().settle();
        var cloud = scene.cloud();
        long rows = cloud.rowsRead();
        long trips = cloud.trips();
        long statements = cloud.statements();
        long allocated = scene.wire().allocatedByOthers();
        long bytes = make(scene, times);
        allocated = scene.wire().allocatedByOthers() - allocated;
        statements = cloud.statements() - statements;
        trips = cloud.trips() - trips;
        rows = cloud.rowsRead() - rows;
        return new Cost(each(trips), each(statements), each(rows), bytes / times, rounded(allocated / times));
    }

    /// @return bytes of all answers
    private long make(Scene scene, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) bytes += made.apply(scene);
        return bytes;
    }

    /// In tenths: what is done once in a while has its share.
    private double each(long sum) {
        return Math.round(10.0 * sum / times) / 10.0;
    }

    /// To two figures: more is not the same in two runs.
    private static long rounded(long bytes) {
        return new BigDecimal(bytes).round(new MathContext(2)).longValue();
    }
}
