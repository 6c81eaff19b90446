package brume.contract;

import java.util.List;
import java.util.Map;

/// A host's answer to a [Question].
public sealed interface Answer {
    /// Any text.
    record Text(String value) implements Answer {}

    /// The host does not hold what was asked about.
    record Unknown(String why) implements Answer {}

    /// What a host was told to hold.
    record Specs(List<Item> items) implements Answer {
        public Specs {
            items = List.copyOf(items);
        }
    }

    /// What a host holds.
    ///
    /// @param held    generation of the order of each item that it is told to hold
    /// @param missing what should be there, and is not
    /// @param strays  what is there of ours, and nothing explains; it is left alone
    record Holdings(Map<ItemKey, Long> held, List<Trace> missing, List<Trace> strays) implements Answer {
        public Holdings {
            held = Map.copyOf(held);
            missing = List.copyOf(missing);
            strays = List.copyOf(strays);
        }
    }

    /// A thing on a host.
    ///
    /// @param kind  as `guest`, `link`, `namespace`, `process`
    /// @param name  as the host calls it
    /// @param cause what it may come from, and what to do
    record Trace(String kind, String name, String cause) {}
}
