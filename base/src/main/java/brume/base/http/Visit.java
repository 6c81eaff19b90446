package brume.base.http;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;

/// One open connection, and what it is at. Times are those of [System#nanoTime].
final class Visit {
    /// Whether its requests are answered, and why not.
    enum Welcome {
        SERVED,
        /// Its source has too many connections.
        ONE_OF_TOO_MANY,
        /// There are too many connections in all.
        NO_ROOM
    }

    private enum State {
        /// Open, and no request was ever whole.
        NEW,
        /// Between requests.
        RESTING,
        /// Something of the next request is there.
        HEAD,
        /// A request is being answered; its body has limits of its own.
        WORKING,
        /// The client is to take what is sent.
        TAKING,
        ENDED
    }

    /// Of one whose requests are not answered: long enough to ask once.
    private static final Duration UNWELCOME = Duration.ofSeconds(2);

    private static final byte[] LATE = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final EndPoint wire;
    private final String source;
    private final Welcome welcome;
    private final Pace pace;
    private State state = State.NEW;
    private long since = System.nanoTime();
    private long bytesBefore;
    private long allowedNanos;
    private long request;
    /// Which thread was the last to begin a request; one thread at a time does.
    private volatile long worker;

    /// @param source as [brume.base.net.Source#counted] has it
    Visit(EndPoint wire, String source, Welcome welcome, Pace pace) {
        this.wire = wire;
        this.source = source;
        this.welcome = welcome;
        this.pace = pace;
    }

    String source() {
        return source;
    }

    Welcome welcome() {
        return welcome;
    }

    private void turn(State to) {
        if (state == State.ENDED) return;
        state = to;
        since = System.nanoTime();
    }

    /// A request is whole but for its body. It may have become so only when its client was told that it was too slow:
    /// then it must not be served, since its client may try again.
    ///
    /// @return its number on this connection; empty when that has ended
    synchronized OptionalLong begin() {
        if (state == State.ENDED) return OptionalLong.empty();
        turn(State.WORKING);
        return OptionalLong.of(++request);
    }

    /// Lets others go first when this thread has just answered the request before. Nobody takes a processor from a
    /// virtual thread, and a client that asks without waiting for answers could keep one for ever.
    void giveWay() {
        long self = Thread.currentThread().threadId();
        if (worker == self) Thread.yield();
        worker = self;
    }

    /// From now on the client is to take `bytes`.
    synchronized void send(long number, long bytes) {
        if (number != request) return;
        turn(State.TAKING);
        allowedNanos = pace.time(bytes).toNanos();
    }

    /// The client has taken them; the rest of the answer is being made.
    synchronized void sent(long number) {
        if (number == request && state == State.TAKING) turn(State.WORKING);
    }

    /// The request is answered. The next one may have begun before this is told.
    synchronized void rest(long number) {
        if (number != request) return;
        bytesBefore = bytesIn();
        turn(State.RESTING);
    }

    /// Looks whether the client has taken too long at what it is at, and ends the connection then.
    synchronized void look(long now) {
        if (state == State.RESTING) {
            // Asked first: of a head that has come since, the bytes are counted by now.
            boolean withinHead = Http1.withinHead(speaking());
            if (bytesIn() > bytesBefore) turn(State.HEAD);
            // It came together with the request before, and so was there when that was answered.
            else if (withinHead) state = State.HEAD;
        }
        long allowed = switch (state) {
            case NEW -> (welcome == Welcome.SERVED ? pace.head() : UNWELCOME).toNanos();
            case HEAD -> pace.head().toNanos();
            case RESTING -> pace.idle().toNanos();
            case TAKING -> allowedNanos;
            case WORKING -> Long.MAX_VALUE;
            case ENDED -> 0;
        };
        if (now - since > allowed) end();
    }

    /// How long it has said nothing, in nanoseconds; negative when it is at work.
    synchronized long silence(long now) {
        return state == State.NEW || state == State.RESTING ? now - since : -1;
    }

    /// Whether we have ended it.
    synchronized boolean ended() {
        return state == State.ENDED;
    }

    /// It was ended, and is closed.
    synchronized void over() {
        state = State.ENDED;
    }

    /// Ends the connection; whoever has begun a request is told that it was too slow.
    synchronized void end() {
        boolean began = state == State.HEAD || state == State.NEW && bytesIn() > 0;
        state = State.ENDED;
        if (!began) {
            wire.close();
            return;
        }
        var speaking = speaking().getEndPoint();
        try {
            speaking.write(Callback.from(speaking::close), ByteBuffer.wrap(LATE));
        } catch (WritePendingException e) {
            wire.close();
        }
    }

    /// Bytes of HTTP so far; none of a connection that is not that far.
    private long bytesIn() {
        var speaking = speaking();
        return speaking == null ? 0 : Math.max(0, speaking.getBytesIn());
    }

    private Connection speaking() {
        var connection = wire.getConnection();
        return connection instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : connection;
    }
}
