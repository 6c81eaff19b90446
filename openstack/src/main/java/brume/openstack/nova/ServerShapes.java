package brume.openstack.nova;

import brume.base.shape.Shape;
import brume.base.shape.Shape.Fields;
import brume.base.shape.Versions;

/// The shapes of bodies about servers.
final class ServerShapes {
    /// Printable, and something must be left when the spaces are gone.
    static final Shape NAME = Shape.text("(?s).*\\S.*", 255, "a name");

    static final Shape METADATA =
            Shape.dictionary(Shape.text("[a-zA-Z0-9\\-_:. ]{1,255}", 255, "a key"), Shape.text(255), 10_000);

    static final Shape TAG = new Shape.Text(
            1, 60, java.util.Optional.of(java.util.regex.Pattern.compile("[^,/]*")), "a tag without , and /");

    static final Shape TAGS = new Shape.Many(TAG, 0, 50, true);

    private static final Shape DISK_CONFIG = Shape.oneOf("AUTO", "MANUAL");
    private static final Shape IP4 =
            Shape.nullable(Shape.text("|((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}", 15, "an IPv4 address"));
    private static final Shape IP6 = Shape.nullable(Shape.text("(?i)|[0-9a-f:.]*:[0-9a-f:.]*", 45, "an IPv6 address"));
    private static final Shape HOSTNAME = Shape.text("[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?", 63, "a host name");
    private static final Shape COUNT = Shape.whole(1, 1_000);

    private static final Fields CARD = Shape.closed()
            .with("uuid", Shape.uuid())
            .with("port", Shape.nullable(Shape.uuid()))
            .with("fixed_ip", Shape.text("(?i)[0-9a-f:.]{2,45}", 45, "an IP address"))
            .with("tag", TAG, Versions.between(2, 32, 36))
            .with("tag", TAG, Versions.since(2, 42));

    private static final Shape CARDS = Shape.many(CARD);

    private static final Fields DISK = Shape.open()
            .with("uuid", Shape.nullable(Shape.text(255)))
            .with("source_type", Shape.oneOf("volume", "image", "snapshot", "blank"))
            .with("destination_type", Shape.oneOf("local", "volume"))
            .with("boot_index", Shape.nullable(Shape.either(Shape.whole(-1, 100), Shape.text(10))));

    private static final Shape HINT = Shape.either(Shape.uuid(), Shape.many(Shape.uuid()));

    private static final Fields HINTS =
            Shape.open().with("group", Shape.uuid()).with("same_host", HINT).with("different_host", HINT);

    private static final Fields NEW = Shape.closed()
            .need("name", NAME)
            .need("flavorRef", Shape.either(Shape.text(1, 255), Shape.whole(0, Integer.MAX_VALUE)))
            .with("imageRef", Shape.either(Shape.text("", 0, "empty"), Shape.uuid()))
            .with("adminPass", Shape.text(255))
            .with("metadata", METADATA)
            .with("networks", CARDS, Versions.until(2, 36))
            .need("networks", Shape.either(Shape.oneOf("auto", "none"), CARDS), Versions.since(2, 37))
            .with("OS-DCF:diskConfig", DISK_CONFIG)
            .with("accessIPv4", IP4)
            .with("accessIPv6", IP6)
            .with("personality", Shape.many(Shape.anything()), Versions.until(2, 56))
            .with("availability_zone", Shape.nullable(Shape.text(1, 255)))
            .with("block_device_mapping", Shape.many(Shape.anything()))
            .with("block_device_mapping_v2", Shape.many(DISK))
            .with("config_drive", Shape.nullable(Shape.flag()))
            .with("key_name", Shape.nullable(Shape.text(1, 255)))
            .with("min_count", COUNT)
            .with("max_count", COUNT)
            .with("return_reservation_id", Shape.flag())
            .with("security_groups", Shape.many(Shape.open().with("name", Shape.text(255))))
            .with("user_data", Shape.nullable(Shape.text(65_535)))
            .with("description", Shape.nullable(Shape.text(255)), Versions.since(2, 19))
            .with("tags", TAGS, Versions.since(2, 52))
            .with("trusted_image_certificates", Shape.nullable(Shape.many(Shape.text(255))), Versions.since(2, 63))
            .with("host", Shape.text(1, 255), Versions.since(2, 74))
            .with("hypervisor_hostname", Shape.text(1, 255), Versions.since(2, 74))
            .with("hostname", HOSTNAME, Versions.since(2, 90));

    static final Fields CREATE = Shape.closed()
            .need("server", NEW)
            .with("os:scheduler_hints", HINTS)
            .with("OS-SCH-HNT:scheduler_hints", HINTS);

    static final Fields UPDATE = Shape.closed()
            .need(
                    "server",
                    Shape.closed()
                            .with("name", NAME)
                            .with("OS-DCF:diskConfig", DISK_CONFIG)
                            .with("accessIPv4", IP4)
                            .with("accessIPv6", IP6)
                            .with("description", Shape.nullable(Shape.text(255)), Versions.since(2, 19))
                            .with("hostname", HOSTNAME, Versions.since(2, 90)));

    static final Fields REBUILD = Shape.closed()
            .need("imageRef", Shape.uuid())
            .with("adminPass", Shape.text(255))
            .with("metadata", METADATA)
            .with("name", NAME)
            .with("OS-DCF:diskConfig", DISK_CONFIG)
            .with("accessIPv4", IP4)
            .with("accessIPv6", IP6)
            .with("preserve_ephemeral", Shape.flag())
            .with("personality", Shape.many(Shape.anything()), Versions.until(2, 56))
            .with("description", Shape.nullable(Shape.text(255)), Versions.since(2, 19))
            .with("key_name", Shape.nullable(Shape.text(1, 255)), Versions.since(2, 54))
            .with("user_data", Shape.nullable(Shape.text(65_535)), Versions.since(2, 57))
            .with("trusted_image_certificates", Shape.nullable(Shape.many(Shape.text(255))), Versions.since(2, 63))
            .with("hostname", HOSTNAME, Versions.since(2, 90));

    private ServerShapes() {}
}
