package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.util.Map;

/// What single calls cost.
final class Calls {
    private static final byte[] NOTHING = {};
    private static final int PAGE = 100;
    private static final int LONG = 1000;
    private final Subject subject;

    Calls(Subject subject) {
        this.subject = subject;
    }

    void login() throws IOException, InterruptedException {
        subject.call(
                "POST token: a login by password",
                subject.api().logins(),
                Goal.NONE,
                limits -> 0,
                "nearly all of it is argon2id, by intent");
        subject.call("GET token: a validation", subject.api().validations(), Goal.NONE, Limits::hello, "limit: hello");
    }

    void server() throws Exception {
        var servers = subject.servers();
        var id = servers.create("bench-one", 1);
        servers.active("bench-one", 1);
        get("GET /servers/ID", "/compute/v2.1/servers/" + id, Goal.most(0.5));
        servers.wipe("bench-one");
    }

    void flavors() throws IOException, InterruptedException {
        get("GET /flavors/detail", "/compute/v2.1/flavors/detail", Goal.most(0.25));
    }

    void images() throws IOException, InterruptedException {
        get("GET /images", "/image/v2/images", Goal.most(0.25));
    }

    void networks() throws IOException, InterruptedException {
        get("GET /networks", "/network/v2.0/networks", Goal.most(0.5));
    }

    void ports() throws Exception {
        get("GET /ports", "/network/v2.0/ports?limit=" + PAGE, Goal.NONE);
    }

    void port() throws Exception {
        var body = Map.of("port", Map.of("network_id", subject.servers().networkId()));
        subject.making()
                .call(
                        "POST /ports",
                        subject.api().ask("POST", "/network/v2.0/ports", Json.bytes(body)),
                        Goal.most(4),
                        limits -> limits.hello() + limits.query().insert(),
                        "limit: hello, and a row inserted");
        subject.servers().wipePorts();
    }

    /// Pages of servers with details: of a hundred, and of a thousand in a cloud of ours.
    void list() throws Exception {
        var servers = subject.servers();
        servers.create("list-", PAGE);
        servers.active("list-", PAGE);
        detail(PAGE, Goal.most(5));
        if (subject.cpu().isPresent()) {
            for (int made = PAGE; made < LONG; made += PAGE) servers.create("list-", PAGE);
            servers.active("list-", LONG);
            detail(LONG, Goal.times(4));
        }
        servers.wipe("list-");
    }

    private void detail(int count, Goal goal) throws IOException, InterruptedException {
        var path = "/compute/v2.1/servers/detail?limit=" + count;
        int size = subject.api().get(path).get("servers").size();
        if (size != count) throw new IllegalStateException("expected " + count + " servers, got " + size);
        var answer = subject.api().get(path).toString();
        subject.call(
                "GET /servers/detail of " + count,
                subject.api().ask("GET", path, NOTHING),
                goal,
                limits -> limits.serialise(answer),
                "limit: serialising the same");
    }

    private void get(String what, String path, Goal goal) throws IOException, InterruptedException {
        var answer = subject.api().get(path).toString();
        subject.call(
                what,
                subject.api().ask("GET", path, NOTHING),
                goal,
                limits -> limits.answer(answer),
                "limit: hello, a row by its key, serialising the same");
    }
}
