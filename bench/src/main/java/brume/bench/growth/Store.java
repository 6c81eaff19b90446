package brume.bench.growth;

import brume.app.Database;
import brume.app.Schema;
import brume.app.Settings;
import brume.base.postgres.PostgresSettings;
import brume.cloud.access.Caller;
import brume.contract.HypervisorKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The database of a simulated cloud, which writes without fsync.
final class Store {
    private Store() {}

    static Database open(Path folder, Consumer<String> progress) {
        var settings = new Settings(
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Settings.Tls.OWN,
                Optional.empty(),
                true,
                0,
                Settings.Outside.NONE,
                HypervisorKind.ANY,
                "172.24.4.0/24",
                "RegionOne",
                Set.of(),
                Settings.DELETED_KEPT,
                Optional.empty(),
                folder.resolve("cache"),
                PostgresSettings.defaults().withDurable(false));
        return Database.open(settings, Schema.of(Caller.class), progress);
    }
}
