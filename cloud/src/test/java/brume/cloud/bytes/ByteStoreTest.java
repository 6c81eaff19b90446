package brume.cloud.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteStoreTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    /// What is at either side of where writing goes past the kernel's cache, and of its pieces.
    static Stream<Integer> sizes() {
        return Stream.of(0, 1, 4 * MIB, 5 * MIB, 6 * MIB, 9 * MIB)
                .flatMap(size -> Stream.of(size - 1, size, size + 1))
                .filter(size -> size >= 0);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void whatIsKeptIsWhatWasWritten(int size) throws IOException {
        everyByteIsThere(folder, size);
    }

    @Test
    void aFileSystemInMemoryKeepsThemToo() throws IOException {
        var memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(Files.isWritable(memory), "needs a file system in memory");
        var there = Files.createTempDirectory(memory, "brume-bytes");
        try {
            new ByteStore(there).delete(everyByteIsThere(there, 9 * MIB + 1));
        } finally {
            try (var left = Files.newDirectoryStream(there)) {
                for (var shard : left) Files.delete(shard);
            }
            Files.delete(there);
        }
    }

    @Test
    void manyAtOnceAreWrittenAsOneIs() throws IOException {
        var store = new ByteStore(folder);
        var all = bytes(6 * MIB);
        var drafts = new ArrayList<ByteStore.Draft>();
        var keys = new ArrayList<UUID>();
        for (int i = 0; i < 12; i++) {
            keys.add(UUID.randomUUID());
            drafts.add(store.draft(keys.getLast()));
        }
        for (int from = 0; from < all.length; from += MIB)
            for (var draft : drafts) draft.write(Arrays.copyOfRange(all, from, from + MIB), MIB);
        for (var draft : drafts) {
            draft.keep();
            draft.close();
        }
        for (var key : keys) assertThat(read(store, key, 0)).isEqualTo(all);
    }

    @Test
    void manyReadAtOnce() throws IOException {
        var store = new ByteStore(folder);
        var all = bytes(7 * MIB);
        var open = new ArrayList<InputStream>();
        for (int i = 0; i < 12; i++) {
            var key = UUID.randomUUID();
            try (var draft = store.draft(key)) {
                draft.write(all, all.length);
                draft.keep();
            }
            open.add(store.open(key, 0));
        }
        for (var in : open)
            try (in) {
                assertThat(in.read()).isEqualTo(all[0] & 0xff);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(all, 1, all.length));
            }
    }

    @Test
    void whatWasNotKeptIsGone() throws IOException {
        var store = new ByteStore(folder);
        var key = UUID.randomUUID();
        try (var draft = store.draft(key)) {
            draft.write(bytes(7 * MIB), 7 * MIB);
            assertThat(store.writer(key)).isEqualTo(ByteStore.Writer.ALIVE);
        }
        assertThat(store.keys()).isEmpty();
        assertThat(store.writer(key)).isEqualTo(ByteStore.Writer.NONE);
    }

    @Test
    void whatCanNotBeWrittenIsTold() throws IOException {
        var store = new ByteStore(folder);
        try (var draft = store.draft(UUID.randomUUID())) {
            draft.write(bytes(MIB), MIB);
            draft.written().close();
            assertThatThrownBy(() -> draft.write(bytes(MIB), MIB)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(draft::keep).isInstanceOf(ClosedChannelException.class);
        }
        assertThat(store.keys()).isEmpty();
    }

    private static UUID everyByteIsThere(Path folder, int size) throws IOException {
        var store = new ByteStore(folder);
        var key = UUID.randomUUID();
        var all = bytes(size);
        try (var draft = store.draft(key)) {
            // Pieces of a client that has a size of its own.
            for (int from = 0; from < size; from += 100_003) {
                int some = Math.min(100_003, size - from);
                draft.write(Arrays.copyOfRange(all, from, from + some), some);
            }
            var head = ByteBuffer.allocate(Math.min(size, 10));
            draft.written().read(head, 0);
            assertThat(head.array()).isEqualTo(Arrays.copyOf(all, head.capacity()));
            draft.keep();
        }
        assertThat(store.size(key)).contains((long) size);
        for (int from : new int[] {0, size / 2, Math.max(0, size - 5 * MIB), size}) {
            // Its second reader finds it in the kernel's cache, the first one does not.
            var fresh = new ByteStore(folder);
            for (int reader = 0; reader < 2; reader++)
                assertThat(read(fresh, key, from)).isEqualTo(Arrays.copyOfRange(all, from, size));
        }
        return key;
    }

    private static byte[] read(ByteStore store, UUID key, long from) throws IOException {
        try (var in = store.open(key, from)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
