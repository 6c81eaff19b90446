package brume.app.cli;

import picocli.CommandLine.Command;

/// `project`: what the published APIs have no words for.
@Command(
        name = "project",
        description = "Does to whole projects what no published API does.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ProjectPurge.class)
final class ProjectCommand {}
