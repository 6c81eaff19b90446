package brume.base.id;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes ids: UUIDv7 (RFC 9562, section 5.7), so that they sort by age and rows that are made together lie together.
public final class Ids {
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

    /// 32 hex digits without dashes, as Keystone writes ids.
    public static String plain(UUID id) {
        return id.toString().replace("-", "");
    }
}
