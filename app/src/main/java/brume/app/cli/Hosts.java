package brume.app.cli;

import brume.base.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `hosts`: what hosts hold since before a restore, and nobody knows; hosts that are known to be off.
@Command(
        name = "hosts",
        description =
                "What hosts hold since before a restore, and the cloud knows nothing of: listed, adopted, removed."
                        + " Hosts that can't be reached: fenced.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class Hosts {
    private static final String STRANGERS = "/admin/strangers";
    private static final int SOME = 3;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "strangers",
            description = "Lists them. Exit code 0: there are none; 3: there are some.",
            mixinStandardHelpOptions = true)
    int strangers(@Mixin Folder folder) {
        var out = spec.commandLine().getOut();
        var all = AdminClient.of(folder.running()).all(STRANGERS, "strangers");
        if (all.isEmpty()) {
            out.println("There are no strangers on any host.");
            return 0;
        }
        all.forEach(stranger -> out.println(told(stranger)));
        return SOME;
    }

    private static String told(JsonNode stranger) {
        var text = "%-14s %s on host %s"
                .formatted(word(stranger, "kind"), word(stranger, "id"), word(stranger, "host_name"));
        if (stranger.has("name")) {
            text += ": %s, %s, of project %s"
                    .formatted(word(stranger, "name"), word(stranger, "power"), word(stranger, "project"));
        }
        return stranger.has("guest") ? text + ": of guest " + word(stranger, "guest") : text;
    }

    private static String word(JsonNode row, String key) {
        return row.path(key).asString();
    }

    @Command(
            name = "fence",
            description = "Says that a host which can't be reached is off: what was deleted there is free at once."
                    + " Without --proof the program of --fence-program powers it off.",
            mixinStandardHelpOptions = true)
    int fence(
            @Mixin Folder folder,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--proof", paramLabel = "TEXT", description = "how it is known that the host is off")
                    String proof,
            @Option(
                            names = "--lift",
                            description = "take it back; of a host that came back without having been off, say that"
                                    + " this has been seen to")
                    boolean lift) {
        var out = spec.commandLine().getOut();
        var client = AdminClient.of(folder.running());
        var path = "/admin/hosts/" + id(client, name) + "/fence";
        if (lift) {
            client.delete(path).orFail("fence of " + name);
            out.println("Host " + name + " is not fenced any more; what was let go stays free.");
            return 0;
        }
        var wish = Json.object();
        if (proof != null) wish.put("proof", proof);
        var fence = client.put(path, wish).orFail("fence " + name).path("fence");
        out.println("Host %s is fenced (%s: %s). What was deleted there is free."
                .formatted(name, word(fence, "how"), word(fence, "proof")));
        return 0;
    }

    private static String id(AdminClient client, String name) {
        var host = URLEncoder.encode(name, StandardCharsets.UTF_8);
        var found = client.get("/compute/v2.1/os-services?host=" + host)
                .orFail("host " + name)
                .path("services");
        if (found.isEmpty()) throw new Failure("no host is called " + name);
        return word(found.path(0), "id");
    }

    @Command(
            name = "adopt",
            description = "Makes an instance of a guest; it goes on as it is.",
            mixinStandardHelpOptions = true)
    int adopt(
            @Mixin Folder folder,
            @Parameters(paramLabel = "ID") UUID id,
            @Option(
                            names = "--project",
                            paramLabel = "ID",
                            description = "whose it becomes, where its own project is not known any more")
                    UUID project) {
        var wish = Json.object();
        var how = wish.putObject("adopt");
        if (project != null) how.put("project", project.toString());
        var instance = AdminClient.of(folder.running())
                .post(STRANGERS + "/" + id + "/adopt", wish)
                .orFail("adopt " + id)
                .path("instance");
        spec.commandLine().getOut().println("It is instance " + word(instance, "id") + " now.");
        return 0;
    }

    @Command(
            name = "remove",
            description = "Destroys a stranger: of a guest its disk too, and its ports.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin Folder folder, @Parameters(paramLabel = "ID") UUID id) {
        AdminClient.of(folder.running()).delete(STRANGERS + "/" + id).orFail("remove " + id);
        spec.commandLine().getOut().println("Its host is told to destroy it.");
        return 0;
    }
}
