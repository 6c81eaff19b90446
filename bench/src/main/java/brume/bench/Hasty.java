package brume.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Clients that send the same request for ever, hundreds in one write, and wait for no answer.
final class Hasty implements AutoCloseable {
    private static final int AT_ONCE = 300;
    private final List<SocketChannel> channels = new ArrayList<>();

    /// @param reads whether it takes the answers
    void add(SocketChannel channel, byte[] request, boolean reads) {
        channels.add(channel);
        var many = ByteBuffer.allocate(request.length * AT_ONCE);
        while (many.hasRemaining()) many.put(request);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    many.rewind();
                    while (many.hasRemaining()) channel.write(many);
                }
            } catch (IOException e) {
                // It is over, or was cut off.
            }
        });
        if (!reads) return;
        Thread.ofVirtual().start(() -> {
            var answers = ByteBuffer.allocate(1 << 16);
            try {
                while (channel.read(answers) >= 0) answers.clear();
            } catch (IOException e) {
                // It is over, or was cut off.
            }
        });
    }

    @Override
    public void close() throws IOException {
        for (var channel : channels) channel.close();
    }
}
