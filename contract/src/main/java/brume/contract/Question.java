package brume.contract;

import java.util.UUID;

/// What may be asked of a host, and the shape of its [Answer].
public sealed interface Question {
    /// The last lines of a guest's serial console; [Answer.Text].
    ///
    /// @param lines all that is kept, when negative
    record ConsoleLog(UUID residence, int lines) implements Question {}

    /// Since when the host's machine is up, and how busy it was lately, in the words of uptime(1); [Answer.Text].
    record Uptime() implements Question {}

    /// All that the host was told to hold, whole; [Answer.Specs].
    record Specs() implements Question {}

    /// What the host holds, and what is there that nothing explains; [Answer.Holdings].
    record Holdings() implements Question {}
}
