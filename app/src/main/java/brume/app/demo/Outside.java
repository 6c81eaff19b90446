package brume.app.demo;

import brume.host.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The world around the cloud: this machine's own `ping` and `ssh`.
public final class Outside {
    private final Path folder;

    /// @param folder for the known hosts of this journey, and with the private key as `key`
    public Outside(Path folder) {
        this.folder = folder;
    }

    /// Makes a key, and answers its public half.
    String key() {
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "brume-demo", "-f", keyFile())
                .ok();
        try {
            return Files.readString(folder.resolve("key.pub")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether one ping is answered within a second.
    public boolean answersPing(String address) {
        return Command.of("ping", "-n", "-q", "-c", "1", "-W", "1", address)
                        .run()
                        .exit()
                == 0;
    }

    /// Runs a command in the guest as root.
    ///
    /// @return what it wrote; empty when nobody let us in
    public Optional<String> ssh(String address, String command) {
        var output = Command.of(List.of(
                        "ssh",
                        "-F",
                        "/dev/null",
                        "-i",
                        keyFile(),
                        "-o",
                        "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                        "-o",
                        "StrictHostKeyChecking=accept-new",
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "PreferredAuthentications=publickey",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "ConnectTimeout=4",
                        "-o",
                        "LogLevel=ERROR",
                        "root@" + address,
                        command))
                .within(Duration.ofSeconds(20))
                .run();
        return output.exit() == 0 ? Optional.of(output.out().strip()) : Optional.empty();
    }

    private String keyFile() {
        return folder.resolve("key").toString();
    }
}
