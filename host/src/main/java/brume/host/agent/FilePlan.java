package brume.host.agent;

import brume.base.id.Ids;
import brume.base.json.Json;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// A plan in a folder: one file for each item, `guest-<id>.json`, with `{"generation", "spec"}`; no spec is a
/// tombstone. A file is written beside its old self, synced, and takes its place.
public final class FilePlan implements Plan {
    private static final Logger LOG = LoggerFactory.getLogger(FilePlan.class);
    private static final String ALLEGIANCE = "allegiance.json";
    /// Not an order, for older releases either: those are `*.json`.
    private static final String BOOT = "boot";

    private final Path folder;
    private final MemoryPlan memory = new MemoryPlan();

    /// Reads what is there. A file that can't be read is left alone and told in the log: the control sends the order
    /// again.
    public FilePlan(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(f -> f.toString().endsWith(".json")).forEach(this::load);
            }
            Ids.parse(read(folder.resolve(BOOT))).ifPresent(memory::boot);
        } catch (IOException e) {
            throw new UncheckedIOException("the plan in " + folder + " cannot be read", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void load(Path file) {
        var name = file.getFileName().toString();
        try {
            var node = Json.read(Files.readString(file));
            if (name.equals(ALLEGIANCE)) {
                memory.allegiance(new Allegiance(
                        UUID.fromString(node.get("cloud").stringValue()),
                        node.get("epoch").longValue()));
            } else memory.keep(List.of(order(name, node)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read and is not used: {}", file, e.toString());
        }
    }

    private static Order order(String name, JsonNode node) {
        int dash = name.indexOf('-');
        var kind = ItemKey.Kind.valueOf(name.substring(0, dash).toUpperCase(Locale.ROOT));
        var id = UUID.fromString(name.substring(dash + 1, name.length() - ".json".length()));
        long generation = node.get("generation").longValue();
        var spec = node.get("spec");
        if (spec == null || spec.isNull()) return new Order.Remove(new ItemKey(kind, id), generation);
        return new Order.Hold(Json.MAPPER.treeToValue(spec, kind.type()), generation);
    }

    @Override
    public Allegiance allegiance() {
        return memory.allegiance();
    }

    @Override
    public synchronized void allegiance(Allegiance allegiance) {
        write(folder.resolve(ALLEGIANCE), Json.bytes(allegiance));
        memory.allegiance(allegiance);
    }

    @Override
    public Optional<UUID> boot() {
        return memory.boot();
    }

    @Override
    public synchronized void boot(UUID boot) {
        write(folder.resolve(BOOT), boot.toString().getBytes(StandardCharsets.US_ASCII));
        memory.boot(boot);
    }

    @Override
    public synchronized List<Order> keep(List<Order> orders) {
        var news = orders.stream()
                .filter(o -> memory.newest(o.key()) < o.generation())
                .toList();
        for (var order : news) write(file(order.key()), content(order));
        return memory.keep(news);
    }

    private static byte[] content(Order order) {
        record Content(long generation, Optional<Item> spec) {}
        return Json.bytes(
                switch (order) {
                    case Order.Hold hold -> new Content(hold.generation(), Optional.of(hold.item()));
                    case Order.Remove remove -> new Content(remove.generation(), Optional.empty());
                });
    }

    @Override
    public Optional<Order> find(ItemKey item) {
        return memory.find(item);
    }

    @Override
    public Map<ItemKey, Order> all() {
        return memory.all();
    }

    @Override
    public synchronized void forget(ItemKey item, long generation) {
        if (memory.find(item).map(Order::generation).orElse(0L) != generation) return;
        try {
            Files.deleteIfExists(file(item));
        } catch (IOException e) {
            throw new UncheckedIOException("the plan's " + file(item) + " cannot be removed", e);
        }
        memory.forget(item, generation);
    }

    private Path file(ItemKey item) {
        return folder.resolve(item.kind().name().toLowerCase(Locale.ROOT) + "-" + item.id() + ".json");
    }

    private static void write(Path file, byte[] content) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content));
            channel.force(false);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the plan's " + file + " cannot be written", e);
        }
    }
}
