package brume.base.sql;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.UUID;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/// Ids as a parameter, as bytes: of a page of a thousand, PostgreSQL took a tenth of its time to read them as text. The
/// driver's own arrays of UUIDs are text.
final class UuidArray extends PGobject implements PGBinaryObject {
    private static final int HEAD = 5 * Integer.BYTES;
    private static final int LENGTH = 2 * Long.BYTES;

    private final transient Collection<?> ids;
    private final int missing;

    /// @param ids UUIDs, some of them null
    UuidArray(Collection<?> ids) {
        this.ids = ids;
        int none = 0;
        for (var id : ids) if (id == null) none++;
        missing = none;
        setType("_uuid");
    }

    @Override
    public int lengthInBytes() {
        return HEAD + ids.size() * Integer.BYTES + (ids.size() - missing) * LENGTH;
    }

    /// As `array_recv` of PostgreSQL reads it: one dimension that begins at 1, and each element after its length.
    @Override
    public void toBytes(byte[] bytes, int offset) {
        var out = ByteBuffer.wrap(bytes, offset, lengthInBytes());
        out.putInt(1)
                .putInt(missing == 0 ? 0 : 1)
                .putInt(Oid.UUID)
                .putInt(ids.size())
                .putInt(1);
        for (var each : ids) {
            if (each instanceof UUID id) {
                out.putInt(LENGTH).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
            } else {
                out.putInt(-1);
            }
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("it is sent, never read");
    }
}
