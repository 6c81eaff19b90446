package brume.host.network;

import brume.contract.Answer.Trace;
import java.util.List;

/// How a machine's networks differ from what is held.
///
/// @param missing what should be there, and is not: made again by [HostNetwork#repair]
/// @param strays  what is there of ours, by its name or place, and belongs to nothing that is held
public record Drift(List<Trace> missing, List<Trace> strays) {
    public Drift {
        missing = List.copyOf(missing);
        strays = List.copyOf(strays);
    }
}
