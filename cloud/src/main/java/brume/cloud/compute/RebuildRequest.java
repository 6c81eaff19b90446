package brume.cloud.compute;

import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// How an instance is to begin anew.
///
/// @param label         from what is said of it now; may be asked more than once
/// @param keyName       present and empty for none; absent for the one that it has
/// @param userData      present and empty for none; absent for what it has
/// @param adminPassword a new one
public record RebuildRequest(
        UUID image,
        UnaryOperator<Label> label,
        Optional<Optional<String>> keyName,
        Optional<Optional<byte[]>> userData,
        String adminPassword) {}
