package brume.app.cli;

import brume.app.Cloud;
import brume.app.Settings;
import brume.base.postgres.PostgresSettings;
import brume.contract.HypervisorKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Runs a simulated cloud in an empty folder for a moment, twice, so that the JVM may keep what it learns in its AOT
/// cache (JEP 514): `Train DATA`.
public final class Train {
    private static final int ROUNDS = 30;

    private Train() {}

    public static void main(String[] arguments) throws IOException {
        var settings = settings(Path.of(arguments[0]));
        KeptSettings.write(settings);
        Kind.claim(settings.data(), true);
        LogFiles.use(settings.data());
        for (int start = 0; start < 2; start++) run(KeptSettings.read(settings.data()));
    }

    private static void run(Settings settings) throws IOException {
        try (var cloud = Cloud.start(settings, line -> {})) {
            Running.note(settings, cloud.api());
            var running = Running.in(settings.data()).orElseThrow();
            var client = new TrainingClient(cloud.api());
            client.logIn(Files.readString(settings.passwordFile("admin")).strip());
            for (int i = 0; i < ROUNDS; i++) {
                if (!running.answers()) throw new Failure("no answer at " + cloud.api());
                client.look();
            }
        }
        Running.forget(settings.data());
    }

    private static Settings settings(Path data) {
        var postgres = PostgresSettings.defaults()
                .withDurable(false)
                .withTemplate(Brume.home().resolve("cluster"));
        return new Settings(
                data,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                true,
                4,
                Settings.Outside.NONE,
                HypervisorKind.ANY,
                "172.24.4.0/24",
                "RegionOne",
                Set.of(),
                PostgresSettings.defaultCache(),
                postgres);
    }
}
