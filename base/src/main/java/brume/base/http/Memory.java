package brume.base.http;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/// Memory for what is read and written. What is read from clients is read onto the heap, and never to where the bytes
/// of
/// another connection are or were; what is written goes outside of it, into buffers that are used again.
///
/// Jetty 12.1 takes a connection up again as soon as its bad request is answered, when the thread that read it may
/// still
/// be about to give its buffer back. Out of a pool, that buffer is another connection's by then: one client's bytes are
/// read as the request of another, or a request is answered twice, or never (compare issue 12939 of jetty.project).
final class Memory extends ByteBufferPool.Wrapper {
    Memory(ByteBufferPool pool) {
        super(pool);
    }

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
        return direct ? super.acquire(size, true) : ByteBufferPool.NON_POOLING.acquire(size, false);
    }
}
