package brume.host.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips tests of kernel networks where the machine can't do them, and says why.
final class NeedsRoot implements ExecutionCondition {
    private static final List<String> PROGRAMS =
            List.of("ip", "bridge", "nft", "dnsmasq", "radvd", "nsenter", "busybox");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return missing()
                .map(why -> ConditionEvaluationResult.disabled(context.getDisplayName() + " needs " + why))
                .orElseGet(() -> ConditionEvaluationResult.enabled("root and all programs are there"));
    }

    private static Optional<String> missing() {
        try {
            if (!Files.getOwner(Path.of("/proc/self")).getName().equals("root")) return Optional.of("root");
        } catch (IOException e) {
            return Optional.of("/proc");
        }
        if (!Files.isDirectory(Path.of("/proc/sys/net/bridge"))) return Optional.of("the kernel's br_netfilter");
        return PROGRAMS.stream()
                .filter(program -> Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, program))))
                .findFirst()
                .map(program -> "the program " + program);
    }
}
