package brume.base.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

/// A body as it comes, as long as it comes fast enough. Only the time counts in which somebody waits for it.
final class Paced extends InputStream {
    private final InputStream in;
    private final Pace pace;
    private long waitedNanos;
    private long came;
    private boolean tooSlow;
    private boolean ended;

    Paced(InputStream in, Pace pace) {
        this.in = in;
        this.pace = pace;
    }

    /// Whether it was given up, whatever those have made of it who were reading.
    boolean tooSlow() {
        return tooSlow;
    }

    /// Whether all of it was read.
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        long start = System.nanoTime();
        int got;
        try {
            got = in.read(into, offset, length);
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof TimeoutException) tooSlow = true;
            }
            throw e;
        }
        waitedNanos += System.nanoTime() - start;
        if (got > 0) came += got;
        ended |= got < 0;
        if (got >= 0 && waitedNanos > pace.time(came).toNanos()) {
            tooSlow = true;
            throw new IOException("the body comes too slowly");
        }
        return got;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
