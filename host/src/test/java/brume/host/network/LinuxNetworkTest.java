package brume.host.network;

import brume.contract.HostId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("host")
@ExtendWith(NeedsRoot.class)
final class LinuxNetworkTest extends HostNetworkContract {
    @TempDir
    Path folder;

    private final HostId host = new HostId(UUID.randomUUID());

    @Override
    HostNetwork open() {
        return new LinuxNetwork(LinuxNetwork.Options.of(host, folder), new SecureRandom());
    }

    @Override
    HostNetwork reopen(HostNetwork closed) {
        var again = open();
        again.repair();
        return again;
    }
}
