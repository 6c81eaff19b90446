package brume.app.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `why-not-delete`: what holds a resource, and what its delete takes along.
@Command(
        name = "why-not-delete",
        description = "Tells, as a tree, what holds a resource, and what its delete would take along."
                + " Exit code 0: it can be deleted; 3: something holds it.",
        mixinStandardHelpOptions = true)
final class WhyNotDelete implements Callable<Integer> {
    private static final int HELD = 3;

    @Mixin
    private Folder folder;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "as instance, network, floating-ip; another word is answered with all kinds")
    private String kind;

    @Parameters(index = "1", paramLabel = "ID")
    private String id;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var client = AdminClient.of(folder.running());
        var kinds = client.get("/admin/holds")
                .orFail("why-not-delete")
                .path("kinds")
                .valueStream();
        var known = kinds.map(JsonNode::asString).toList();
        if (!known.contains(kind)) {
            throw new Failure("there is no kind " + kind + "; kinds are " + String.join(", ", known));
        }
        var tree = client.get("/admin/holds/" + escaped(kind) + "/" + escaped(id))
                .orFail("why-not-delete")
                .path("tree");
        var out = spec.commandLine().getOut();
        out.println(title(tree));
        print(out, tree, "");
        boolean held = tree.path("held").asBoolean();
        out.println(held ? "It can't be deleted before what holds it is gone." : "It can be deleted.");
        return held ? HELD : 0;
    }

    private static void print(PrintWriter out, JsonNode branch, String indent) {
        var below = branch.path("below");
        for (int i = 0; i < below.size(); i++) {
            boolean last = i == below.size() - 1 && !branch.path("more").asBoolean();
            var one = below.get(i);
            var cause =
                    one.path("cause").isNull() ? "" : " (" + one.path("cause").asString() + ")";
            out.println(indent + (last ? "└─ " : "├─ ") + one.path("effect").asString() + ": " + title(one) + " "
                    + one.path("why").asString() + cause);
            print(out, one, indent + (last ? "   " : "│  "));
        }
        if (branch.path("more").asBoolean()) out.println(indent + "└─ … and more");
    }

    private static String title(JsonNode branch) {
        var name =
                branch.path("name").isNull() ? "" : " \"" + branch.path("name").asString() + "\"";
        return branch.path("kind").asString() + " " + branch.path("id").asString("") + name;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
