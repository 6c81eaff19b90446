package brume.app.cli;

import brume.base.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `audit`: compares what should be with what is.
@Command(
        name = "audit",
        description = "Looks at every table and every host now, repairs what is safe to repair, and tells the rest."
                + " Exit code 0: all is as it should be; 3: something is not.",
        mixinStandardHelpOptions = true)
final class Audit implements Callable<Integer> {
    private static final int SOME = 3;

    @Mixin
    private Folder folder;

    @Option(names = "--last", description = "only tell what was last seen")
    private boolean last;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var client = AdminClient.of(folder.running());
        if (!last) {
            var round =
                    client.post("/admin/audit", Json.object()).orFail("audit").path("round");
            out.println("%s checks over %s rows in %s ms."
                    .formatted(number(round, "checks"), number(round, "looked"), number(round, "millis")));
        }
        var findings = client.all("/admin/audit", "findings");
        findings.forEach(found -> out.println(told(found)));
        boolean good =
                findings.stream().allMatch(found -> found.path("repaired").asBoolean());
        if (good) out.println(findings.isEmpty() ? "All is as it should be." : "All of it is repaired.");
        return good ? 0 : SOME;
    }

    private static String told(JsonNode found) {
        var where = found.path("host").isNull()
                ? ""
                : " on host " + found.path("host").asString();
        return "%s  %s %s%s%n    %s%s%n    %s"
                .formatted(
                        found.path("check").asString(),
                        found.path("kind").asString(),
                        found.path("id").asString(),
                        where,
                        found.path("what").asString(),
                        found.path("repaired").asBoolean() ? " (repaired)" : "",
                        found.path("cause").asString());
    }

    private static String number(JsonNode round, String name) {
        return Long.toString(round.path(name).asLong());
    }
}
