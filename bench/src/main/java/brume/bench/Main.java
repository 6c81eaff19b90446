package brume.bench;

import brume.base.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `./brume bench`: one run, one table.
@Command(
        name = "brume bench",
        mixinStandardHelpOptions = true,
        description = "Measures a cloud of its own on this machine, beside what the same machine does without one.",
        footer = {
            "",
            "Apart from this: ./brume bench growth, with more and more hosts; lists, with more and more instances;"
                    + " dataplane, guests' networks. Each tells its options by --help."
        })
public final class Main implements Callable<Integer> {
    @Mixin
    private Options options;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Program.run(new Main(), arguments));
    }

    @Override
    public Integer call() throws Exception {
        options.json().ifPresent(file -> writable("--json", file));
        options.picture().ifPresent(file -> writable("--picture", file));
        // What can't be done is told before anything is measured.
        var former = options.compare().map(Report::read);
        var earlier = options.json().filter(Files::exists).map(Report::read);
        var other = options.against().isPresent()
                ? Optional.of(OtherCloud.of(options.against().get(), System.getenv()))
                : Optional.<OtherCloud>empty();
        var folder = Files.createTempDirectory("brume-bench-");
        try {
            var report = new Run(options, folder).measure(other);
            if (former.isPresent()) Comparison.of(former.get(), report).forEach(System.out::println);
            keep(earlier.map(report::over).orElse(report));
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void writable(String option, Path file) {
        if (!Files.isDirectory(file.toAbsolutePath().getParent()) || Files.isDirectory(file)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + ": there is no place for a file " + file);
        }
    }

    private void keep(Report whole) throws IOException {
        if (options.json().isPresent()) whole.write(options.json().get());
        if (options.picture().isPresent()) Files.writeString(options.picture().get(), Picture.svg(whole));
    }
}
