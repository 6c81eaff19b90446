package brume.app.cli;

import brume.app.Cloud;
import brume.app.Settings;
import brume.app.machine.MiniImage;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `up`: starts the cloud, returns when it is ready.
@Command(
        name = "up",
        description = {
            "Starts the cloud; returns when it is ready.",
            "Every option may also be set by a variable"
                    + " (BRUME_LISTEN for --listen) or in /etc/brume.conf (listen = ...); see docs/brume.conf."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class Up implements Callable<Integer> {
    @Mixin
    private CloudOptions options;

    @Option(names = "--foreground", description = "stay, and log to standard error: for a supervisor")
    private boolean foreground;

    @Option(
            names = {"-y", "--yes"},
            description = "install missing Debian packages without asking")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    private final Optional<Launcher> launcher;

    /// In a process that ends when the cloud is up.
    Up() {
        this(Optional.empty());
    }

    /// @param launcher where this process is to become the cloud
    Up(Optional<Launcher> launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var settings = settings();
        var out = spec.commandLine().getOut();
        var there = Running.in(settings.data());
        if (there.isPresent()) {
            if (!there.get().answers()) {
                throw new Failure("The cloud's process " + there.get().process() + " is there, and does not answer at "
                        + there.get().local() + ": ./brume logs tells more, ./brume down ends it");
            }
            out.println("The cloud is up already, at " + there.get().api());
            return foreground ? 1 : 0;
        }
        Kind.check(settings.data(), settings.simulate());
        Cloud.check(settings);
        Cache.make(settings.cache());
        if (!settings.simulate()) prepare(settings);
        Kind.claim(settings.data(), settings.simulate());
        if (foreground) {
            KeptSettings.write(settings);
            Server.inForeground(settings).run();
            return 0;
        }
        if (launcher.isPresent()) stay(settings, launcher.get());
        else out.println(told(settings, new BackgroundServer(settings.data(), out).start(settings)));
        return 0;
    }

    /// Returns when the cloud has stopped.
    private void stay(Settings settings, Launcher by) {
        var out = spec.commandLine().getOut();
        var console = LogFiles.console(settings.data());
        by.leave(out, console);
        KeptSettings.write(settings);
        try {
            Server.raised(settings, out, running -> by.finish(0, out, console, told(settings, running)))
                    .run();
        } catch (RuntimeException | Error e) {
            spec.commandLine().getErr().println("The cloud did not start:");
            throw e;
        }
    }

    /// Real guests need root, Debian packages, and an image to boot.
    private void prepare(Settings settings) {
        if (!Folder.root()) throw new Failure("real guests need root; without it: ./brume up --simulate");
        Doctor.installMissing(spec, yes);
        var image = new MiniImage(Brume.home().resolve("mini"), settings.miniImage());
        if (!image.fresh()) image.build(line -> spec.commandLine().getOut().println(BackgroundServer.MARK + line));
    }

    /// What was asked for, on the command line and elsewhere.
    Settings settings() {
        return options.settings();
    }

    private String told(Settings settings, Running running) {
        var where = options.words();
        var which = (settings.simulate() ? " --simulate" : "") + where;
        return """

                The cloud is up, at %s
                Credentials: user admin, password in %s

                Try next:
                  eval "$(./brume env%s)"
                  openstack image list
                  ./brume demo%s\
                """.formatted(running.api(), settings.passwordFile("admin"), where, which);
    }
}
