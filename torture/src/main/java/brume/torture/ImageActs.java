package brume.torture;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a client does with images. It chooses their ids itself.
final class ImageActs {
    private static final int MOST_BYTES = 1 << 20;

    private final Client client;

    ImageActs(Client client) {
        this.client = client;
        client.may(3, this::image);
        client.may(
                4,
                () -> client.any(Kind.IMAGE, image -> !image.notes().containsKey("sent"))
                        .ifPresent(this::upload));
        client.may(3, () -> client.any(Kind.IMAGE).ifPresent(this::note));
        client.may(2, () -> client.any(Kind.IMAGE).ifPresent(client::delete));
        client.may(3, () -> client.any(Kind.IMAGE).ifPresent(client::look));
    }

    private void image() {
        if (!client.fewer(Kind.IMAGE, 6)) return;
        var key = client.word(Kind.IMAGE);
        var id = new UUID(
                client.chance().nextLong() & ~0xf000L | 0x4000L, client.chance().nextLong() >>> 2 | 1L << 63);
        client.create(
                Kind.IMAGE,
                key,
                id.toString(),
                "POST",
                Kind.IMAGE.path(),
                Map.of("id", id, "name", key, "disk_format", "raw", "container_format", "bare"));
    }

    private void upload(Thing image) {
        image.notes().put("sent", "");
        var bytes = new byte[1 + client.chance().nextInt(MOST_BYTES)];
        client.chance().nextBytes(bytes);
        var answer = client.change(image, "checksum", sum(bytes), "PUT", Kind.IMAGE.path(image.id()) + "/file", bytes);
        if (answer.good()) image.notes().put("whole", "");
    }

    private void note(Thing image) {
        var value = "turn " + client.chance().nextInt(1_000_000);
        var patch = List.of(Map.of("op", "add", "path", "/turn", "value", value));
        client.change(image, "turn", value, "PATCH", Kind.IMAGE.path(image.id()), patch);
    }

    /// The checksum that the image API tells: MD5.
    static String sum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
