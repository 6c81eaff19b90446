package brume.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Somebody else's cloud, as a client with a login sees it: latencies and rates, no CPU. What is made there is deleted
/// again.
record OtherCloud(String name, Api api) {
    /// @param name in `clouds.yaml`; `-` for the one that `OS_CLOUD` names
    static OtherCloud of(String name) throws IOException, InterruptedException {
        var environment = System.getenv();
        var chosen = name.equals("-") ? environment.getOrDefault("OS_CLOUD", "-") : name;
        var clouds = CloudsYaml.find(environment, Path.of(""), Path.of(System.getProperty("user.home")));
        return new OtherCloud(chosen, Api.of(clouds.login(chosen)));
    }

    List<Row> measure(Options options, Path folder) throws Exception {
        var table = new Table();
        var servers = new Servers(api);
        var subject = new Subject(table, api, servers, Optional.empty(), Optional.empty(), options.patience());
        servers.prepareAsGuest();
        try {
            for (var part : Part.values()) {
                if (options.wants(part)) attempt(part, subject, folder);
            }
        } finally {
            servers.wipe("bench-one");
            servers.wipe("one-");
            servers.wipe("list-");
            servers.wipePorts();
            servers.end();
        }
        return table.rows();
    }

    /// The other rows are told whatever becomes of this one: a quota may be in its way.
    private static void attempt(Part part, Subject subject, Path folder) throws InterruptedException {
        try {
            part.measure(subject, folder);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            subject.table().skip(part.word(), e.toString());
        }
    }
}
