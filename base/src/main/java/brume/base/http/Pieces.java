package brume.base.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/// Sends a long body in pieces. Of an array the JDK copies all that is left out of the heap for each write, however
/// little of it the connection takes: a long one was copied several times.
final class Pieces extends IteratingCallback {
    private static final int LENGTH = 1 << 16;

    private final Response out;
    private final ByteBuffer left;
    private final Callback done;
    private boolean last;

    private Pieces(Response out, ByteBuffer body, Callback done) {
        this.out = out;
        this.left = body;
        this.done = done;
    }

    static void send(Response out, byte[] body, Callback done) {
        if (body.length <= LENGTH) out.write(true, ByteBuffer.wrap(body), done);
        else new Pieces(out, ByteBuffer.wrap(body), done).iterate();
    }

    @Override
    protected Action process() {
        if (last) return Action.SUCCEEDED;
        int length = Math.min(LENGTH, left.remaining());
        var piece = left.slice(left.position(), length);
        left.position(left.position() + length);
        last = !left.hasRemaining();
        out.write(last, piece, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        done.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        done.failed(cause);
    }
}
