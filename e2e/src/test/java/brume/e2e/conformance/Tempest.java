package brume.e2e.conformance;

import brume.app.demo.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Debian's Tempest, set up in a folder of its own for one cloud.
final class Tempest {
    private static final Path PROGRAM = Path.of("/usr/bin/tempest");
    private static final Pattern TAGS = Pattern.compile("\\[(.*)]");
    private static final String PACKAGE = "/usr/lib/python3/dist-packages/tempest";

    /// What one worker runs of what matches alike: a class, or a single test of the classes that sleep for minutes.
    private static final String TOGETHER = "tempest\\.api\\.network\\.test_(networks|ports|routers)\\..*|([^\\.]*\\.)*";

    private final Path folder;

    static boolean installed() {
        return Files.isExecutable(PROGRAM);
    }

    /// @param fittings what the cloud was given: flavors, images, the external network
    Tempest(Path folder, Access access, Map<String, String> fittings) throws IOException {
        this.folder = folder;
        for (var each : List.of("etc", "logs", "lock")) Files.createDirectories(folder.resolve(each));
        Files.writeString(folder.resolve("etc/tempest.conf"), configuration(folder, access, fittings));
        Files.writeString(folder.resolve(".stestr.conf"), """
                [DEFAULT]
                test_path=%1$s/test_discover
                top_dir=%1$s
                group_regex=%2$s
                """.formatted(PACKAGE, TOGETHER));
    }

    /// Runs the tests of a list.
    ///
    /// @param list ids with what stands in brackets
    Score run(List<String> list, int workers) throws IOException, InterruptedException {
        var names = folder.resolve("list.txt");
        Files.write(names, list.stream().map(Tempest::exact).toList());
        var told = folder.resolve("told.txt");
        var process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "run",
                        "--config-file",
                        folder.resolve("etc/tempest.conf").toString(),
                        "--load-list",
                        names.toString(),
                        "--concurrency",
                        Integer.toString(workers))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        process.getOutputStream().close();
        try {
            process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        var bare = list.stream().map(Tempest::bare).toList();
        return Score.read(
                bare, Files.readString(told, StandardCharsets.UTF_8).lines().toList());
    }

    /// Without what stands in brackets.
    static String bare(String id) {
        return id.replaceFirst("\\[.*", "");
    }

    /// The id that Tempest runs: testtools sorts the tags in the brackets, and writers of lists do not always.
    static String exact(String id) {
        var tags = TAGS.matcher(id);
        return tags.replaceFirst(found ->
                "[" + Arrays.stream(found.group(1).split(",")).sorted().collect(Collectors.joining(",")) + "]");
    }

    private static String configuration(Path folder, Access access, Map<String, String> fittings) throws IOException {
        String text;
        try (var in = Tempest.class.getResourceAsStream("tempest.conf")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var values = new HashMap<>(fittings);
        values.put("folder", folder.toString());
        values.put("auth", access.auth().toString());
        values.put("user", access.user());
        values.put("password", access.password());
        values.put("project", access.project());
        for (var value : values.entrySet()) text = text.replace("${" + value.getKey() + "}", value.getValue());
        return text;
    }
}
