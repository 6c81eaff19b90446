package brume.contract;

import java.time.Duration;

/// The control's side of the line to one host. Between machines calls are lost, doubled and late; callers count on
/// nothing but generations and reports.
public interface HostLink extends AutoCloseable {
    /// Hands over orders; returns when the host has kept them. Nothing is done yet: that is reported.
    ///
    /// @throws LinkFault when they may not have arrived
    void order(Orders orders);

    /// Asks, and waits for the answer.
    ///
    /// @throws LinkFault when none came in time
    Answer ask(Question question, Duration deadline);

    @Override
    void close();
}
