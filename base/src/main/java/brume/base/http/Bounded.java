package brume.base.http;

import brume.base.fault.CloudFault;
import java.io.IOException;
import java.io.InputStream;

/// A body that is read into memory: it refuses to be longer than it may, and takes its room in what all may have.
final class Bounded extends InputStream {
    private final InputStream in;
    private final Turnstile.Pass pass;
    private long left;

    Bounded(InputStream in, long limit, Turnstile.Pass pass) {
        this.in = in;
        this.left = limit;
        this.pass = pass;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        if (got <= 0) return got;
        if ((left -= got) < 0) throw new CloudFault.TooLarge("the body is too large");
        pass.hold(got);
        return got;
    }
}
