package brume.host.network;

import brume.host.process.Detached;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What a host's networks have left on its machine.
///
/// @param state the folder of what is held
record Traces(Names names, ExternalNetworks externals, Folder run, Path state) {
    Set<String> all() {
        var traces = new TreeSet<String>();
        Namespaces.named(names.hostNamespace()).forEach(name -> traces.add("namespace " + name));
        Ip.links("").keySet().stream()
                .filter(link -> link.startsWith(names.outsideLinks()))
                .forEach(link -> traces.add("link " + link));
        if (externals.translates()) traces.add("table " + names.outsideTable());
        Daemon.all(run.path().toString() + "/")
                .forEach(
                        process -> traces.add("process " + process.pid() + ": " + Detached.commandLine(process.pid())));
        if (Files.exists(run.path())) traces.add("folder " + run.path());
        if (Files.exists(state)) traces.add("folder " + state);
        return traces;
    }
}
