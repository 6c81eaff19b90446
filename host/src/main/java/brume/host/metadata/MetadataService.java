package brume.host.metadata;

import brume.contract.GuestMetadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Serves metadata on sockets that were opened in the networks' own namespaces: on which one a guest asks, and from
/// which address, tells who it is. Guests are hostile: connections are few, short, and end by themselves.
public final class MetadataService implements AutoCloseable {
    private static final int CONNECTIONS_PER_DOOR = 64;
    private static final int CONNECTIONS_PER_GUEST = 8;
    private static final int SECONDS_PER_CONNECTION = 10;

    private final RandomGenerator random;
    private final Map<String, Door> doors = new ConcurrentHashMap<>();
    private final ScheduledExecutorService deadlines;

    /// @param random thread-safe
    public MetadataService(RandomGenerator random) {
        this.random = random;
        var executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("metadata-deadlines").daemon().factory());
        executor.setRemoveOnCancelPolicy(true);
        this.deadlines = executor;
    }

    public boolean isOpen(String door) {
        return doors.containsKey(door);
    }

    public Set<String> open() {
        return Set.copyOf(doors.keySet());
    }

    /// Serves on `socket` until [#shut], under a name.
    ///
    /// @param guests who has an address there; empty for nobody
    public void open(String name, ServerSocketChannel socket, Function<InetAddress, Optional<GuestMetadata>> guests) {
        var door = new Door(name, socket, guests);
        var before = doors.put(name, door);
        if (before != null) before.shut();
        Thread.ofVirtual().name("metadata-" + name).start(door::serve);
    }

    public void shut(String name) {
        var door = doors.remove(name);
        if (door != null) door.shut();
    }

    @Override
    public void close() {
        open().forEach(this::shut);
        deadlines.shutdownNow();
    }

    private final class Door {
        private final String name;
        private final ServerSocketChannel socket;
        private final Function<InetAddress, Optional<GuestMetadata>> guests;
        private final Semaphore room = new Semaphore(CONNECTIONS_PER_DOOR);
        private final Map<InetAddress, Integer> connections = new ConcurrentHashMap<>();
        private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

        Door(String name, ServerSocketChannel socket, Function<InetAddress, Optional<GuestMetadata>> guests) {
            this.name = name;
            this.socket = socket;
            this.guests = guests;
        }

        void serve() {
            while (socket.isOpen()) {
                try {
                    var connection = socket.accept();
                    if (!room.tryAcquire()) connection.close();
                    else Thread.ofVirtual().name("metadata-" + name).start(() -> answer(connection));
                } catch (IOException e) {
                    if (!socket.isOpen()) return;
                }
            }
        }

        private void answer(SocketChannel connection) {
            open.add(connection);
            var deadline = deadlines.schedule(() -> quietly(connection), SECONDS_PER_CONNECTION, TimeUnit.SECONDS);
            InetAddress from = null;
            try {
                from = ((InetSocketAddress) connection.getRemoteAddress()).getAddress();
                if (connections.merge(from, 1, Integer::sum) > CONNECTIONS_PER_GUEST) return;
                var guest = guests.apply(from);
                new Exchange(connection)
                        .run(path -> guest.flatMap(known -> new MetadataTree(known, random).read(path)));
            } catch (IOException gone) {
                // The guest went away, or took too long: there is nobody to tell.
            } finally {
                if (from != null) connections.computeIfPresent(from, (ip, count) -> count == 1 ? null : count - 1);
                deadline.cancel(false);
                quietly(connection);
                open.remove(connection);
                room.release();
            }
        }

        void shut() {
            quietly(socket);
            // A socket that is left open would keep its namespace alive.
            open.forEach(this::quietly);
        }

        private void quietly(AutoCloseable channel) {
            try {
                channel.close();
            } catch (Exception alreadyClosed) {
                // Nothing is left to do with it.
            }
        }
    }
}
