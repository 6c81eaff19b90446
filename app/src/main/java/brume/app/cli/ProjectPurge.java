package brume.app.cli;

import brume.base.id.Ids;
import brume.base.json.Json;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `project purge`: deletes all resources of a project, and the project.
@Command(
        name = "purge",
        description = "Deletes all resources of a project, and the project itself. Nothing is done when others'"
                + " resources hold some of it. Once begun it goes on by itself, also after a crash.",
        mixinStandardHelpOptions = true)
final class ProjectPurge implements Callable<Integer> {
    private static final int HELD = 3;
    private static final long LOOK_MILLIS = 500;

    @Mixin
    private Folder folder;

    @Parameters(paramLabel = "NAME|ID", description = "the project; names are those of the domain Default")
    private String project;

    @Option(names = "--dry-run", description = "only tell what would be deleted, and what is in the way")
    private boolean dry;

    @Option(names = "--keep-project", description = "the project itself stays, empty")
    private boolean keep;

    @Option(names = "--no-wait", description = "return when it has begun")
    private boolean away;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        var client = AdminClient.of(folder.running());
        var path = "/admin/purges/" + id(client);
        if (dry) return plan(out, client.get(path + "/plan").orFail("plan").path("plan"));
        var purge = client.put(path, Json.object().put("keep_project", keep))
                .orFail("purge")
                .path("purge");
        if (away) {
            out.println("It has begun: " + path + " tells how far it is.");
            return 0;
        }
        while (!purge.path("done").asBoolean()) {
            out.println(told(purge));
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            purge = client.get(path).orFail("purge").path("purge");
        }
        out.println(keep ? "All of it is gone; the project is there, empty." : "The project is gone, with all of it.");
        return 0;
    }

    private String id(AdminClient client) {
        if (Ids.parse(project).isPresent()) return project;
        var name = URLEncoder.encode(project, StandardCharsets.UTF_8);
        var found = client.get("/identity/v3/projects?domain_id=default&name=" + name)
                .orFail("project")
                .path("projects");
        if (found.isEmpty()) throw new Failure("no project is called " + project);
        return found.path(0).path("id").asString();
    }

    private static int plan(PrintWriter out, JsonNode plan) {
        plan.path("goes").properties().forEach(kind -> out.println("goes: " + kind.getValue() + " " + kind.getKey()));
        if (plan.path("goes").isEmpty()) out.println("It has no resources.");
        plan.path("loses").forEach(other -> out.println("stays: " + words(other)));
        plan.path("holds").forEach(other -> out.println("in the way: " + words(other)));
        return plan.path("holds").isEmpty() ? 0 : HELD;
    }

    private static String words(JsonNode other) {
        var whose = other.path("project").isNull()
                ? ""
                : " of project " + other.path("project").asString();
        return other.path("kind").asString() + " " + other.path("id").asString() + whose + " "
                + other.path("why").asString() + " (" + other.path("of").asString() + ")";
    }

    private static String told(JsonNode purge) {
        var left = new StringBuilder("left:");
        purge.path("left")
                .properties()
                .forEach(kind ->
                        left.append(' ').append(kind.getValue()).append(' ').append(kind.getKey()));
        if (!purge.path("fault").isNull())
            left.append("; ").append(purge.path("fault").asString());
        return left.toString();
    }
}
