package brume.e2e;

import brume.app.demo.OpenStack;
import brume.torture.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// All that a simulated cloud holds, seen from every side: the next traveller finds it as the last one did.
///
/// @param shown     what its APIs show, counted by kind
/// @param rows      what its tables hold, counted by kind
/// @param files     in its folder, but for its log, PostgreSQL's own, and those of the life that is made ahead
/// @param processes that name its folder, by their programs
record Holdings(Map<String, Long> shown, Map<String, Long> rows, List<String> files, List<String> processes) {
    static Holdings of(CloudProcess cloud, OpenStack admin) {
        var data = cloud.data();
        return new Holdings(
                new Leftovers(admin).counted(), new Books(cloud.sql()).held(), files(data), processes(data));
    }

    private static List<String> files(Path data) {
        var others = Set.of(data.resolve("postgres"), data.resolve("lives"));
        var files = new TreeSet<String>();
        try {
            // A cloud at work takes files away while we look.
            Files.walkFileTree(data, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return others.contains(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile())
                        files.add(data.relativize(file).toString());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                    if (why instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                    throw why;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(files);
    }

    private static List<String> processes(Path data) {
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                .map(Holdings::words)
                .filter(words -> words.stream().anyMatch(word -> word.contains(data.toString())))
                .map(words -> Path.of(words.getFirst()).getFileName().toString())
                .sorted()
                .toList();
    }

    private static List<String> words(Path commandLine) {
        try {
            return List.of(
                    Files.readString(commandLine, StandardCharsets.ISO_8859_1).split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
