package brume.app.cli;

import brume.app.demo.DemoCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/// The command line as a whole.
@Command(
        name = "brume",
        description = "A cloud in one process.",
        mixinStandardHelpOptions = true,
        version = "brume 0.1.0",
        synopsisSubcommandLabel = "COMMAND")
public final class Brume {
    private static final List<Class<?>> COMMANDS = List.of(
            Up.class,
            Down.class,
            Status.class,
            Logs.class,
            Stuck.class,
            Audit.class,
            WhyNotDelete.class,
            ProjectCommand.class,
            Doctor.class,
            Env.class,
            Reset.class,
            Image.class,
            Hosts.class,
            MakeBackup.class,
            RestoreBackup.class,
            Pack.class);

    private Brume() {}

    /// @return the exit code: 0 when done, 1 when it failed, 2 when it was asked wrongly
    public static int run(String... arguments) {
        return run(System.getenv(), new PrintWriter(System.err, true), arguments);
    }

    static int run(Map<String, String> environment, PrintWriter err, String... arguments) {
        var first = arguments.length == 0 ? "" : arguments[0];
        try {
            // To build all of them takes longer than most of them run.
            var line = line(environment, first::equals);
            if (line.getSubcommands().isEmpty()) line = line(environment);
            return line.execute(arguments);
        } catch (Failure e) {
            // Of the file that the options are in.
            err.println(e.getMessage());
            return 1;
        }
    }

    /// As [#run] of `up`, in the process that is to become the cloud. When that is up, it returns at its end.
    static int raise(Launcher launcher, String... arguments) {
        try {
            return prepared(new CommandLine(new Brume()).addSubcommand(new Up(Optional.of(launcher))), System.getenv())
                    .execute(arguments);
        } catch (Failure e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    static CommandLine line(Map<String, String> environment) {
        return line(environment, name -> true);
    }

    /// @param wanted which commands it has, by their names
    private static CommandLine line(Map<String, String> environment, Predicate<String> wanted) {
        var line = new CommandLine(new Brume());
        COMMANDS.stream()
                .filter(command ->
                        wanted.test(command.getAnnotation(Command.class).name()))
                .forEach(line::addSubcommand);
        if (wanted.test("demo")) line.addSubcommand(new DemoCommand(new DemoDoor(), System.out));
        return prepared(line, environment);
    }

    private static CommandLine prepared(CommandLine line, Map<String, String> environment) {
        return line.setDefaultValueProvider(new Defaults(environment, Defaults.file(environment)))
                .registerConverter(UUID.class, Brume::id)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setOverwrittenOptionsAllowed(true)
                .setExecutionExceptionHandler((fault, parsed, result) -> failed(fault, parsed));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no id; ids look like " + new UUID(0, 0));
        }
    }

    /// What an operator can mend is told in one line; what is a bug of ours keeps its trace.
    private static int failed(Exception fault, CommandLine line) throws Exception {
        var told = Told.of(fault);
        if (told.isEmpty()) throw fault;
        line.getErr().println(told.get());
        return 1;
    }

    /// The folder of this installation: `lib`, the caches made at packaging.
    static Path home() {
        return Path.of(System.getProperty("brume.home", "app/target/dist")).toAbsolutePath();
    }
}
