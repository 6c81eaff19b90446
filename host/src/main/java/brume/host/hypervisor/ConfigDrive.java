package brume.host.hypervisor;

import brume.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/// The disk on which a guest finds its metadata: ISO 9660 with the label `config-2`.
///
/// Source: Nova's "Config drives" guide, and cloud-init's ConfigDrive data source.
final class ConfigDrive {
    private ConfigDrive() {}

    /// Writes the drive.
    ///
    /// @param files by path, without a leading slash
    static void write(Path drive, Map<String, byte[]> files) {
        var folder = drive.resolveSibling(drive.getFileName() + ".files");
        var fresh = drive.resolveSibling(drive.getFileName() + ".new");
        try {
            GuestFolder.sweep(folder);
            for (var file : files.entrySet()) {
                var path = folder.resolve(file.getKey()).normalize();
                if (!path.startsWith(folder)) throw new HypervisorFault("config drive: bad path " + file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Command.of("genisoimage", "-quiet", "-V", "config-2", "-J", "-r", "-o", fresh.toString(), folder.toString())
                    .within(Duration.ofMinutes(1))
                    .ok();
            Files.move(fresh, drive, StandardCopyOption.ATOMIC_MOVE);
            GuestFolder.sweep(folder);
        } catch (IOException e) {
            throw new HypervisorFault("config drive: " + e, e);
        }
    }
}
