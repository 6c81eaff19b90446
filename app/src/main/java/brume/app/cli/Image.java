package brume.app.cli;

import brume.app.machine.MiniImage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `image`: builds guest images.
@Command(
        name = "image",
        description = "Builds the mini guest image from Debian packages; cached.",
        mixinStandardHelpOptions = true)
final class Image implements Callable<Integer> {
    @Mixin
    private CloudOptions options;

    @Parameters(paramLabel = "mini", description = "the image to build: mini")
    private String name;

    @Option(names = "--again", description = "build, even if a fresh one is in the cache")
    private boolean again;

    @Option(
            names = {"-y", "--yes"},
            description = "install missing packages without asking")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!name.equals("mini")) throw new Failure("the image that can be built is mini");
        Doctor.installMissing(spec, yes);
        var out = spec.commandLine().getOut();
        var image =
                new MiniImage(Brume.home().resolve("mini"), options.settings().miniImage());
        if (image.fresh() && !again) out.println("mini is in " + image.folder());
        else image.build(out::println);
        return 0;
    }
}
