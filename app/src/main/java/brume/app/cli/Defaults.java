package brume.app.cli;

import brume.base.file.Reason;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Where a cloud's options come from when the command line is silent: the environment (`BRUME_LISTEN` for `--listen`),
/// then the file (`listen = …`).
final class Defaults implements IDefaultValueProvider {
    private static final Set<Class<?>> OWNERS = Set.of(CloudOptions.class, Folder.class, StateOptions.class);
    private final Map<String, String> environment;
    private final Properties file;

    Defaults(Map<String, String> environment, Properties file) {
        this.environment = environment;
        this.file = file;
    }

    /// The file that `BRUME_CONFIG` names; else `/etc/brume.conf` for root, `~/.config/brume.conf` for others.
    ///
    /// @throws Failure when it can't be read
    static Properties file(Map<String, String> environment) {
        var named = environment.get("BRUME_CONFIG");
        var path = named == null ? usual() : Path.of(named);
        var file = new Properties();
        if (named == null && !Files.exists(path)) return file;
        try (Reader reader = Files.newBufferedReader(path)) {
            file.load(reader);
            return file;
        } catch (IOException e) {
            throw new Failure("cannot read " + path + " (" + Reason.of(e) + "); BRUME_CONFIG names another file");
        } catch (IllegalArgumentException e) {
            throw new Failure("cannot read " + path + ": a \\u in it is not followed by four hex digits");
        }
    }

    private static Path usual() {
        return Folder.root()
                ? Path.of("/etc/brume.conf")
                : Path.of(System.getProperty("user.home"), ".config/brume.conf");
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !ofACloud(option)) return null;
        var name = option.longestName().substring(2);
        var value = environment.get(variable(name));
        return value != null ? value : file.getProperty(name);
    }

    private static boolean ofACloud(OptionSpec option) {
        return option.userObject() instanceof Field field && OWNERS.contains(field.getDeclaringClass());
    }

    /// The variable that stands for the option `name`.
    static String variable(String name) {
        return "BRUME_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
