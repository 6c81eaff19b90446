package brume.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An nginx that sends one file by sendfile(2): what a download costs at least.
final class Nginx implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final String CONFIGURATION = """
            %s
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
                access_log off;
                sendfile on;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                server {
                    listen 127.0.0.1:%d;
                    root files;
                }
            }
            """;

    private final int port;
    private final Process process;

    static boolean isThere() {
        return Files.isExecutable(PROGRAM);
    }

    /// @param bytes the length of its file
    Nginx(Path folder, long bytes) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("files"));
        try (var file = new RandomAccessFile(folder.resolve("files/image").toFile(), "rw")) {
            var block = new byte[1 << 20];
            for (long left = bytes; left > 0; left -= block.length) file.write(block);
        }
        port = freePort();
        // Its workers would else be nobody, who may not read the folder.
        var user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Files.writeString(folder.resolve("nginx.conf"), CONFIGURATION.formatted(user, port));
        process = new ProcessBuilder(PROGRAM.toString(), "-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Prompt.until("nginx", this::listens);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) throw new IllegalStateException("nginx does not start");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Cpu cpu() {
        return new Cpu(process.pid());
    }

    Ask ask() {
        return Ask.get(URI.create("http://127.0.0.1:" + port + "/image"), List.of());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
