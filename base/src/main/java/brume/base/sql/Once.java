package brume.base.sql;

import java.util.function.Supplier;

/// What is read when it is first asked for, and kept. Where the reading fails, the next one to ask reads again.
public final class Once<T> {
    private final Supplier<T> reading;
    private volatile T value;

    public Once(Supplier<T> reading) {
        this.reading = reading;
    }

    public T get() {
        return value != null ? value : read();
    }

    private synchronized T read() {
        if (value == null) value = reading.get();
        return value;
    }
}
