package brume.base.postgres;

import brume.base.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// The files of a PostgreSQL server: how they are made, and what it is told when it serves them.
final class Cluster {
    private final Path folder;
    private final PostgresSettings settings;
    private final ServerCommand command;

    Cluster(Path folder, PostgresSettings settings, ServerCommand command) {
        this.folder = folder;
        this.settings = settings;
        this.command = command;
    }

    Path folder() {
        return folder;
    }

    /// Makes it, unless it is there.
    ///
    /// @param secret a file with the password
    void make(Path secret, String password) {
        if (Files.exists(folder)) return;
        var part = folder.resolveSibling(folder.getFileName() + ".new");
        Folders.delete(part);
        if (settings.template().isPresent()) {
            Folders.copy(settings.template().get(), part);
            Folders.createPrivate(part);
            single(part, password(password));
        } else {
            command.run(
                    "initdb",
                    "",
                    "--pgdata=" + part,
                    "--username=" + EmbeddedPostgres.USER,
                    "--pwfile=" + secret,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-instructions",
                    "--no-sync");
        }
        if (settings.durable()) sync(part);
        try {
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A cluster that was not written by a running server is not on disk yet, and the server would never know.
    private static void sync(Path folder) {
        try {
            int code = new ProcessBuilder("sync", "-f", folder.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) throw new PostgresFault("sync -f " + folder + " failed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresFault("interrupted while writing " + folder);
        }
    }

    /// Leaves a copy in `target` that carries no password. Nobody serves it meanwhile.
    void pack(Path target, String password) {
        single(folder, "alter role " + EmbeddedPostgres.USER + " password null");
        Folders.delete(target);
        try {
            Files.createDirectories(target.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Folders.copy(folder, target);
        single(folder, password(password));
    }

    private static String password(String password) {
        return "alter role " + EmbeddedPostgres.USER + " password '" + password + "'";
    }

    /// The arguments of the server of this cluster.
    List<String> arguments(int port) {
        var line = new ArrayList<>(List.of("-D", folder.toString(), "-p", Integer.toString(port)));
        var durability = settings.durable() ? "on" : "off";
        for (var setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=" + settings.connections(),
                "shared_buffers=" + settings.sharedBuffersMiB() + "MB",
                "fsync=" + durability,
                "synchronous_commit=" + durability,
                "full_page_writes=" + durability,
                "max_wal_size=1GB",
                "jit=off",
                "max_wal_senders=0",
                "max_logical_replication_workers=0",
                "wal_level=minimal",
                "client_connection_check_interval=5s",
                // One that goes on after a crash may, when its disk fails meanwhile, stay half up for ever: we start
                // it anew instead.
                "restart_after_crash=off",
                // Statements that fail are the caller's to tell; their text may hold secrets.
                "log_min_messages=log",
                "log_min_error_statement=panic",
                "log_checkpoints=off",
                "timezone=UTC",
                "log_timezone=UTC")) {
            line.add("-c");
            line.add(setting);
        }
        return line;
    }

    /// Runs a statement in a cluster that nobody serves: nothing listens meanwhile.
    private void single(Path cluster, String statement) {
        command.run(
                "postgres",
                statement + "\n",
                "--single",
                "-D",
                cluster.toString(),
                "-c",
                "log_checkpoints=off",
                "postgres");
    }
}
