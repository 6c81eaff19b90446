package brume.cloud.compute;

import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// What an instance was made from; what of it is secret is with its [InstanceSecrets].
///
/// @param reservation   `r-` and a word, the same for all of one request
/// @param launchIndex   its place in its request, from 0
/// @param rootDisk      names the disk that it boots from
/// @param publicKey     the key pair's, copied
/// @param zone          the availability zone that was asked for
/// @param hostName      the host that an operator asked for
/// @param hints         what else was asked of placement
public record Recipe(
        String reservation,
        int launchIndex,
        UUID image,
        UUID rootDisk,
        Optional<String> keyName,
        Optional<String> publicKey,
        Optional<String> zone,
        Optional<String> hostName,
        JsonNode hints,
        boolean configDrive) {
    /// The same from another image, on a disk of its own.
    Recipe from(UUID image, UUID rootDisk) {
        return new Recipe(
                reservation, launchIndex, image, rootDisk, keyName, publicKey, zone, hostName, hints, configDrive);
    }

    /// The same with another key pair, or none.
    Recipe opened(Optional<KeyPair> key) {
        return new Recipe(
                reservation,
                launchIndex,
                image,
                rootDisk,
                key.map(KeyPair::name),
                key.map(KeyPair::publicKey),
                zone,
                hostName,
                hints,
                configDrive);
    }
}
