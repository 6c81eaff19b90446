package brume.host;

import brume.contract.Answer.Trace;
import java.util.List;

/// How a machine differs from what is held.
///
/// @param missing what should be there, and is not, or not so
/// @param strays  what is there of ours, by its name or place, and belongs to nothing that is held
public record Drift(List<Trace> missing, List<Trace> strays) {
    public static final Drift NONE = new Drift(List.of(), List.of());

    public Drift {
        missing = List.copyOf(missing);
        strays = List.copyOf(strays);
    }
}
