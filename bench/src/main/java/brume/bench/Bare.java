package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A guest of the cloud once more without the cloud: the same program, kernel, image and memory on a new overlay,
/// without a network.
final class Bare {
    private Bare() {}

    /// @return seconds of CPU until it is up
    static double boot(Guest guest, Path folder, long diskBytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var line = guest.arguments().getFirst().endsWith("linux.uml")
                ? uml(guest.arguments(), folder)
                : qemu(guest.arguments(), folder, diskBytes);
        var console = folder.resolve("console");
        var process = new ProcessBuilder(line)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(console.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var cpu = new Cpu(process.pid());
            Prompt.await(() -> Files.readString(console, StandardCharsets.ISO_8859_1));
            return cpu.seconds();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static List<String> uml(List<String> arguments, Path folder) {
        var line = new ArrayList<String>();
        for (var argument : arguments) {
            if (argument.startsWith("eth")) continue;
            if (argument.startsWith("uml_dir=")) line.add("uml_dir=" + folder + "/");
            else if (argument.startsWith("ubd0="))
                line.add("ubd0=" + folder.resolve("disk.cow") + argument.substring(argument.indexOf(',')));
            else line.add(argument);
        }
        return line;
    }

    private static List<String> qemu(List<String> arguments, Path folder, long diskBytes)
            throws IOException, InterruptedException {
        var overlay = folder.resolve("disk.qcow2");
        var made = new ProcessBuilder(
                        "qemu-img", "create", "-q", "-f", "qcow2", overlay.toString(), Long.toString(diskBytes))
                .inheritIO()
                .start();
        if (made.waitFor() != 0) throw new IllegalStateException("qemu-img failed");
        var line = new ArrayList<String>();
        line.add(arguments.getFirst());
        for (int i = 1; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            var value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            // Each option of ours has a value but these.
            if (argument.equals("-nodefaults") || argument.equals("-no-user-config")) {
                line.add(argument);
                continue;
            }
            i++;
            if (argument.equals("-netdev") || argument.equals("-mon")) continue;
            if (argument.equals("-device") && value.startsWith("virtio-net-pci")) continue;
            if (argument.equals("-chardev") && value.startsWith("socket")) continue;
            line.add(argument);
            line.add(argument.equals("-blockdev") ? onOverlay(value, overlay) : value);
        }
        return line;
    }

    private static String onOverlay(String blockdev, Path overlay) {
        JsonNode node = Json.read(blockdev);
        if (node.path("node-name").asString().equals("root"))
            ((ObjectNode) node.get("file")).put("filename", overlay.toString());
        return node.toString();
    }
}
