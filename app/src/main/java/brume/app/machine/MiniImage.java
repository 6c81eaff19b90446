package brume.app.machine;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// placeholder, replaced below
public final class MiniImage {
    private final Path folder;

    public MiniImage(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    public boolean fresh() {
        return Files.exists(folder.resolve("mini.qcow2"));
    }

    public void build(PrintWriter out) {
        throw new IllegalStateException(folder.toString());
    }
}
