package brume.openstack.nova;

import brume.base.id.Ids;
import brume.contract.HostId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/// `hostId`: tells hosts apart within a project, and says no more.
final class HostMark {
    private HostMark() {}

    static String of(UUID project, HostId host) {
        try {
            var digest = MessageDigest.getInstance("SHA-224");
            var text = Ids.plain(project) + host;
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
