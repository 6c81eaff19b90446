package brume.app;

import java.nio.file.Path;

/// Where a cloud has its certificates: a folder of its data folder, which its owner alone reads.
///
/// @param folder `tls` in the data folder
public record TlsFiles(Path folder) {
    public static TlsFiles in(Path data) {
        return new TlsFiles(data.resolve("tls"));
    }

    /// The certificate of the cloud's own authority: what clients are to trust.
    public Path authority() {
        return folder.resolve("authority.pem");
    }

    /// The authority's key.
    Path authorityKey() {
        return folder.resolve("authority-key.pem");
    }

    /// The certificate that the authority made for the listener.
    Path made() {
        return folder.resolve("server.pem");
    }

    /// Its key.
    Path madeKey() {
        return folder.resolve("server-key.pem");
    }

    /// The certificate that the listener shows, whoever made it.
    public Path shown() {
        return folder.resolve("shown.pem");
    }
}
