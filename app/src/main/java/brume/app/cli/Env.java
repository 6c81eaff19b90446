package brume.app.cli;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `env`: what clients need to know to log in.
@Command(
        name = "env",
        description = "Prints how clients log in: eval \"$(./brume env)\".",
        mixinStandardHelpOptions = true)
final class Env implements Callable<Integer> {
    /// What other logins may have left, and what would then win over ours.
    private static final String STALE = "OS_TOKEN OS_AUTH_TYPE OS_CLOUD OS_PROJECT_ID OS_USER_ID OS_USER_DOMAIN_ID"
            + " OS_PROJECT_DOMAIN_ID OS_DOMAIN_NAME OS_DOMAIN_ID OS_SYSTEM_SCOPE OS_TENANT_NAME OS_TENANT_ID OS_CACERT"
            + " OS_APPLICATION_CREDENTIAL_ID OS_APPLICATION_CREDENTIAL_SECRET";

    private enum Format {
        SH,
        CLOUDS_YAML,
        JSON
    }

    @Mixin
    private Folder folder;

    @Option(
            names = "--format",
            paramLabel = "sh|clouds.yaml|json",
            defaultValue = "sh",
            description = "how to print it (${DEFAULT-VALUE})")
    private String format;

    @Option(
            names = "--user",
            paramLabel = "admin|demo",
            defaultValue = "admin",
            description = "the user, and its project of the same name (${DEFAULT-VALUE})")
    private String user;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var login = login(folder.running());
        out.println(
                switch (format(format)) {
                    case SH -> sh(login);
                    case CLOUDS_YAML -> cloudsYaml(login);
                    case JSON -> Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(login);
                });
        return 0;
    }

    private static Format format(String name) {
        return switch (name) {
            case "sh" -> Format.SH;
            case "clouds.yaml" -> Format.CLOUDS_YAML;
            case "json" -> Format.JSON;
            default -> throw new Failure("--format is sh, clouds.yaml or json");
        };
    }

    private Map<String, String> login(Running running) throws IOException {
        var file = running.data().resolve(user + "-password");
        if (!user.matches("[a-z]+") || !Files.isReadable(file))
            throw new Failure("no password of " + user + " in " + file);
        var login = new LinkedHashMap<String, String>();
        login.put("auth_url", running.api() + "/identity/v3");
        login.put("username", user);
        login.put("password", Files.readString(file).strip());
        login.put("project_name", user);
        login.put("user_domain_name", "Default");
        login.put("project_domain_name", "Default");
        login.put("region_name", running.region());
        login.put("identity_api_version", "3");
        running.authority().ifPresent(trusted -> login.put("cacert", trusted.toString()));
        return login;
    }

    private static String sh(Map<String, String> login) {
        return "unset " + STALE + "\n"
                + login.entrySet().stream()
                        .map(e -> "export OS_" + e.getKey().toUpperCase(Locale.ROOT) + "=" + Shell.quoted(e.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String cloudsYaml(Map<String, String> login) {
        return """
                clouds:
                  brume:
                    region_name: %s
                    identity_api_version: 3
                %s    auth:
                %s""".formatted(
                        Json.text(login.get("region_name")),
                        login.containsKey("cacert") ? "    cacert: " + Json.text(login.get("cacert")) + "\n" : "",
                        login.entrySet().stream()
                                .filter(e -> !e.getKey().equals("region_name"))
                                .filter(e -> !e.getKey().equals("identity_api_version"))
                                .filter(e -> !e.getKey().equals("cacert"))
                                .map(e -> "      " + e.getKey() + ": " + Json.text(e.getValue()))
                                .collect(Collectors.joining("\n")));
    }
}
