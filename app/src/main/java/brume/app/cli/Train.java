package brume.app.cli;

import brume.app.Cloud;
import brume.app.Settings;
import brume.base.json.Json;
import brume.base.postgres.PostgresSettings;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs a simulated cloud in an empty folder for a moment, twice, and the commands that people wait for, so that the
/// JVM may keep what it learns in its AOT cache (JEP 514): `Train DATA`.
public final class Train {
    private static final int ROUNDS = 30;

    private static final List<String> LOOKED_AT = List.of(
            "/identity/v3/projects",
            "/identity/v3/users",
            "/network/v2.0/networks",
            "/network/v2.0/ports",
            "/network/v2.0/security-groups",
            "/compute/v2.1/servers/detail",
            "/compute/v2.1/flavors/detail",
            "/compute/v2.1/os-hypervisors/detail");

    private Train() {}

    public static void main(String[] arguments) {
        var settings = settings(Path.of(arguments[0]));
        Kind.claim(settings.data(), true);
        KeptSettings.write(settings);
        // Made by each up.
        new Terminal();
        LogFiles.use(settings.data());
        for (int start = 0; start < 2; start++) run(KeptSettings.read(settings.data()));
    }

    private static void run(Settings settings) {
        try (var cloud = Cloud.start(settings, line -> {})) {
            Running.note(settings, cloud);
            var running = Running.in(settings.data()).orElseThrow();
            var client = AdminClient.of(running);
            for (int i = 0; i < ROUNDS; i++) {
                if (!running.answers()) throw new Failure("no answer at " + cloud.api());
                look(client);
            }
            command("up", "--simulate", settings);
            command("reset", "--simulate", settings);
        }
        Running.forget(settings.data());
    }

    private static void command(String name, String option, Settings settings) {
        var data = settings.data().toString();
        int code = Brume.line(Map.of("BRUME_CONFIG", "/dev/null"))
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute(name, option, "--data", data);
        if (code != 0) throw new Failure(name + " failed");
    }

    /// Asks for what clients ask first; makes a server, looks at it, and deletes it.
    private static void look(AdminClient client) {
        for (var path : LOOKED_AT) client.get(path);
        var server = Json.object().put("name", "training").put("networks", "none");
        server.put("flavorRef", first(client, "/compute/v2.1/flavors", "flavors"));
        server.put("imageRef", first(client, "/image/v2/images", "images"));
        var asked = Json.object();
        asked.set("server", server);
        var made = client.post("/compute/v2.1/servers", asked).body();
        var path = "/compute/v2.1/servers/" + made.path("server").path("id").asString("none");
        client.get(path);
        client.delete(path);
    }

    private static String first(AdminClient client, String path, String list) {
        return client.get(path).body().path(list).path(0).path("id").asString("");
    }

    private static Settings settings(Path data) {
        var postgres = PostgresSettings.defaults()
                .withDurable(false)
                .withTemplate(Brume.home().resolve("cluster"));
        return Settings.simulated(data, 4, PostgresSettings.defaultCache(), postgres);
    }
}
