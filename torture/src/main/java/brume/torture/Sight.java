package brume.torture;

import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// A thing as the cloud shows it, against what its client was told.
final class Sight {
    private Sight() {}

    /// What is not as it should be, of all that changes with the answer.
    static Optional<String> amiss(Thing thing, JsonNode shown) {
        return amiss(thing, shown, attribute -> !attribute.equals("status"));
    }

    /// What is not as it should be once all has come to rest.
    static Optional<String> amissAtRest(Thing thing, JsonNode shown) {
        return amiss(thing, shown, attribute -> true);
    }

    private static Optional<String> amiss(Thing thing, JsonNode shown, Predicate<String> which) {
        for (var attribute : thing.wants().keySet()) {
            if (!which.test(attribute)) continue;
            var value = value(thing.kind(), shown, attribute);
            if (!thing.may(attribute, value))
                return Optional.of("has " + attribute + " '" + value + "', and may have "
                        + thing.wants().get(attribute));
        }
        return Optional.empty();
    }

    private static String value(Kind kind, JsonNode shown, String attribute) {
        if (kind == Kind.SERVER && attribute.equals("turn"))
            return shown.path("metadata").path("turn").asString("");
        return shown.path(attribute).asString("");
    }
}
