package brume.app.cli;

import brume.app.machine.Check;
import brume.app.machine.Checkup;
import brume.app.machine.Packages;
import brume.app.machine.Tool;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `doctor`: looks the machine over.
@Command(
        name = "doctor",
        description = "Looks this machine over: what is missing or does not work, and the fix.",
        mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {
    @Mixin
    private CloudOptions options;

    @Option(names = "--install", description = "install the missing Debian packages first")
    private boolean install;

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (install) installMissing(spec, yes);
        var settings = options.settings();
        var running = Running.in(settings.data());
        var checks = new Checkup(settings.data(), settings.listen(), settings.simulate(), running.isPresent()).all();
        var out = spec.commandLine().getOut();
        for (var check : checks) {
            out.printf("%-5s %-10s %s%n", mark(check.result()), check.name(), check.found());
            if (!check.fix().isEmpty()) out.printf("%16s → %s%n", "", check.fix());
        }
        boolean bad = checks.stream().anyMatch(check -> check.result() == Check.Result.BAD);
        out.println(
                bad
                        ? "A real cloud will not run here yet; ./brume up --simulate does not need all of this."
                        : "A cloud will run here.");
        return bad ? 1 : 0;
    }

    private static String mark(Check.Result result) {
        return switch (result) {
            case GOOD -> "ok";
            case WEAK -> "weak";
            case BAD -> "BAD";
        };
    }

    /// Installs what real guests and the mini image need; asks first, unless `yes` or in CI.
    ///
    /// @throws Failure when it is refused, or apt fails
    static void installMissing(CommandSpec spec, boolean yes) {
        var tools = new ArrayList<>(Tool.RUN);
        tools.addAll(Tool.BUILD_IMAGE);
        var missing = Packages.missing(tools);
        if (missing.isEmpty()) return;
        var out = spec.commandLine().getOut();
        out.println("These Debian packages are missing:");
        missing.forEach((name, purpose) -> out.printf("  %-18s %s%n", name, purpose));
        out.flush();
        if (!Folder.root()) throw new Failure("only root can install them");
        if (!yes && System.getenv("CI") == null && !agreed(missing)) throw new Failure("nothing was installed");
        if (!Packages.install(missing.keySet())) throw new Failure("apt-get failed; see above");
    }

    private static boolean agreed(Map<String, String> missing) {
        var console = System.console();
        if (console == null) throw new Failure("say --yes to install them");
        var answer = console.readLine("Install %d packages now? [Y/n] ", missing.size());
        return answer != null
                && (answer.isBlank() || answer.strip().toLowerCase(Locale.ROOT).startsWith("y"));
    }
}
