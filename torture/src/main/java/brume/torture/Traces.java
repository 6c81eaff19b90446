package brume.torture;

import brume.base.file.Folders;
import brume.base.id.Ids;
import brume.host.process.Command;
import brume.host.process.Detached;
import brume.host.process.Keeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/// What a cloud of real guests has on this machine, beside its own process and its database: as anybody with root sees
/// it who knows how Brume names things.
public final class Traces {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path LINKS = Path.of("/sys/class/net");

    private final Path data;

    /// @param data the cloud's folder
    public Traces(Path data) {
        this.data = data;
    }

    /// Network namespaces, links, tables of the firewall, processes, files; a line each. What a host has whatever it
    /// holds is left out: whose it is, whether it has KVM, and base images kept for the next guest.
    public SortedSet<String> seen() {
        var seen = new TreeSet<String>();
        var tail = tail();
        for (var namespace : names(NAMESPACES, "brume-" + tail)) {
            seen.add("namespace " + namespace);
            for (var link : lines("ip", "-n", namespace, "-o", "link", "show"))
                seen.add("link " + link.split(": ")[1].replaceFirst("@.*", "") + " in " + namespace);
        }
        names(LINKS, "bx" + tail).forEach(link -> seen.add("link " + link));
        lines("nft", "list", "tables").stream()
                .filter(line -> line.contains("brume_" + tail))
                .forEach(seen::add);
        processes().forEach(process -> seen.add("process " + commandLine(process)));
        for (var folder : List.of(data.resolve("host"), Path.of("/run/brume", tail), data.resolve("images")))
            files(folder).forEach(file -> seen.add("file " + file));
        for (var own : List.of("host/images", "host/plan/allegiance.json", "host/qemu/.kvm.json"))
            seen.removeIf(line -> line.startsWith("file " + data.resolve(own)));
        return seen;
    }

    /// The process of the one guest that is up.
    public Detached guest() {
        var guests = guests();
        if (guests.size() != 1) throw new IllegalStateException("guests are up: " + guests);
        return guests.getFirst();
    }

    /// The processes of all guests that are up.
    List<Detached> guests() {
        return files(data.resolve("host")).stream()
                .filter(file -> file.endsWith("/run"))
                .flatMap(file -> Keeper.running(Path.of(file)).stream().limit(1))
                .filter(Detached::alive)
                .toList();
    }

    /// What serves the guests' networks: DHCP, router advertisements.
    List<ProcessHandle> helpers() {
        return processes()
                .filter(process -> commandLine(process).matches("(dnsmasq|radvd) .*"))
                .toList();
    }

    /// Takes all of it away, as nobody but a test may.
    public void erase() {
        var tail = tail();
        processes().forEach(ProcessHandle::destroyForcibly);
        for (var namespace : names(NAMESPACES, "brume-" + tail))
            Command.of("ip", "netns", "del", namespace).run();
        for (var link : names(LINKS, "bx" + tail))
            Command.of("ip", "link", "del", link).run();
        Command.of("nft", "delete", "table", "ip", "brume_" + tail).run();
        Folders.delete(Path.of("/run/brume", tail));
    }

    private String tail() {
        try {
            return Ids.tail(
                    UUID.fromString(Files.readString(data.resolve("host-id")).strip()), 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those that name the cloud's folders, but for its own and its database's.
    private Stream<ProcessHandle> processes() {
        var ours = List.of(data.resolve("host") + "/", "/run/brume/" + tail() + "/");
        return ProcessHandle.allProcesses().filter(process -> ours.stream().anyMatch(commandLine(process)::contains));
    }

    private static String commandLine(ProcessHandle process) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private static List<String> names(Path folder, String start) {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(start))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A cloud at work makes and deletes some while this looks.
    private static List<String> files(Path folder) {
        return lines("find", folder.toString(), "!", "-type", "d");
    }

    private static List<String> lines(String... command) {
        return Command.of(command).run().out().lines().toList();
    }
}
