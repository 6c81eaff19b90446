package brume.base.id;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Makes ids: UUIDv7 (RFC 9562, section 5.7), so that they sort by age and rows that are made together lie together.
public final class Ids {
    private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern DASHED = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random thread-safe
    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// A new id. The last 62 bits are random: names that must be short are taken from its end.
    public UUID next() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0xfffL);
        long low = 0x8000000000000000L | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }

    /// `bytes` random bytes as lower-case hex, for names that are no ids.
    public String hex(int bytes) {
        var value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    /// The last `digits` hex digits of an id: its random end.
    public static String tail(UUID id, int digits) {
        var text = plain(id);
        return text.substring(text.length() - digits);
    }

    /// A UUID with or without dashes, in full; nothing when it is none.
    public static Optional<UUID> parse(String text) {
        if (DASHED.matcher(text).matches()) return Optional.of(UUID.fromString(text));
        if (!PLAIN.matcher(text).matches()) return Optional.empty();
        return Optional.of(new UUID(
                Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16)));
    }

    /// 32 hex digits without dashes, as Keystone writes ids.
    public static String plain(UUID id) {
        var hex = HexFormat.of();
        return hex.toHexDigits(id.getMostSignificantBits()) + hex.toHexDigits(id.getLeastSignificantBits());
    }
}
