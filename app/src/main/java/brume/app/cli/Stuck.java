package brume.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `stuck`: whatever is past its deadline.
@Command(
        name = "stuck",
        description = "Lists all work that is past its deadline, and what would free it."
                + " Exit code 0: there is none; 3: there is some.",
        mixinStandardHelpOptions = true)
final class Stuck implements Callable<Integer> {
    private static final int SOME = 3;

    @Mixin
    private Folder folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var late = AdminClient.of(folder.running()).all("/admin/stuck", "stuck");
        if (late.isEmpty()) {
            out.println("Nothing is stuck.");
            return 0;
        }
        late.forEach(row -> out.println(told(row)));
        return SOME;
    }

    private static String told(JsonNode row) {
        var text = new StringBuilder();
        text.append("%s  %s %s%n".formatted(word(row, "work"), word(row, "kind"), word(row, "id")));
        line(text, row, "project", "project");
        line(text, row, "owner", "owner");
        line(text, row, "request", "request");
        line(text, row, "deadline", "deadline");
        line(text, row, "fault", "last fault");
        line(text, row, "past", "past it");
        line(text, row, "freed_by", "freed by");
        return text.toString();
    }

    private static void line(StringBuilder text, JsonNode row, String key, String title) {
        if (!row.path(key).isNull()) text.append("    %-10s  %s%n".formatted(title, word(row, key)));
    }

    private static String word(JsonNode row, String key) {
        return row.path(key).asString();
    }
}
