package brume.contract;

import java.io.InputStream;
import java.util.UUID;

/// The host's side of the line to its control.
public interface ControlLink {
    /// Says who is there and what it holds. The control answers with orders for all that the host lacks, on `link`.
    ///
    /// @return what orders those are
    /// @throws LinkFault when the control could not be reached
    HostWelcome hello(HostHello hello, HostLink link);

    /// Tells what was seen; returns when it is recorded.
    ///
    /// @throws LinkFault when it may not have arrived: to be told again
    /// @throws LinkFault.NotGreeted when the host has to say hello first
    void report(HostReport report);

    /// Opens an image's bytes, as they were uploaded. The caller closes the stream.
    ///
    /// @throws LinkFault when the image can't be read
    InputStream image(UUID image);
}
