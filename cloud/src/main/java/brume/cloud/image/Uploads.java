package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.bytes.ByteStore;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import brume.cloud.upkeep.Work;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Takes an image's bytes as a stream. The row names the blob before its first byte is written, so that whatever a
/// crash leaves behind is found again; the file is durable before the row says that the image is whole.
final class Uploads {
    static final Duration ALIVE = Work.IMAGE_UPLOAD.most();
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 256 << 10;

    private final Sql sql;
    private final Ids ids;
    private final InstantSource clock;
    private final Journal journal;
    private final Quotas quotas;
    private final ByteStore bytes;
    private final ImageLimits limits;
    private final Visible visible;
    private final ImageStore images;
    private final UploadStore store;

    Uploads(
            Sql sql,
            Ids ids,
            InstantSource clock,
            Journal journal,
            Quotas quotas,
            ByteStore bytes,
            ImageLimits limits,
            Visible visible,
            ImageStore images,
            UploadStore store) {
        this.sql = sql;
        this.ids = ids;
        this.clock = clock;
        this.journal = journal;
        this.quotas = quotas;
        this.bytes = bytes;
        this.limits = limits;
        this.visible = visible;
        this.images = images;
        this.store = store;
    }

    private record Begun(Image image, UUID blob, long room) {}

    /// @param announced how many bytes the client says will come
    /// @throws IOException when the client went away
    Image upload(Caller caller, UUID id, InputStream in, Optional<Long> announced) throws IOException {
        var begun = begin(caller, id);
        boolean done = false;
        try (var draft = draft(begun.blob)) {
            announced.ifPresent(size -> fits(size, begun.room));
            var content = receive(begun, in, draft, announced);
            keep(draft);
            finish(caller, begun, content);
            done = true;
            return images.find(sql, id).orElseThrow();
        } finally {
            if (!done) {
                store.giveUp(sql, id, begun.blob, clock.instant());
                // An upload whose last answer was lost is done.
                if (store.named(sql, List.of(begun.blob)).isEmpty()) bytes.delete(begun.blob);
            }
        }
    }

    private Begun begin(Caller caller, UUID id) {
        return sql.tx(tx -> {
            var image = visible.lock(tx, caller, ImageActions.UPLOAD, id);
            if (image.status() != Image.Status.QUEUED) {
                throw new CloudFault.Conflict(
                        "image-status",
                        "image " + id + " is " + image.status().name().toLowerCase(java.util.Locale.ROOT)
                                + ": bytes are taken only once, by a queued image");
            }
            if (image.about().diskFormat().isEmpty()
                    || image.about().containerFormat().isEmpty()) {
                throw new CloudFault.Invalid(
                        "Properties disk_format, container_format must be set prior to saving data.");
            }
            var owner = image.about().owner();
            long most = quotas.limits(tx, owner, Limit.Family.IMAGE).get(Limit.IMAGE_BYTES);
            long room = most < 0 ? Long.MAX_VALUE : most - images.bytes(tx, owner);
            if (room <= 0) throw new CloudFault.OverQuota(Limit.IMAGE_BYTES.word(), most, most - room, 1);
            var blob = ids.next();
            store.begin(tx, id, blob, clock.instant().plus(ALIVE), clock.instant());
            return new Begun(image, blob, room);
        });
    }

    private Image.Content receive(Begun begun, InputStream in, ByteStore.Draft draft, Optional<Long> announced)
            throws IOException {
        var md5 = digest("MD5");
        var sha512 = digest("SHA-512");
        var buffer = new byte[BUFFER_BYTES];
        long size = 0;
        Instant renewed = clock.instant();
        for (int got; (got = in.readNBytes(buffer, 0, buffer.length)) > 0; ) {
            size += got;
            fits(size, begun.room);
            md5.update(buffer, 0, got);
            sha512.update(buffer, 0, got);
            write(draft, buffer, got);
            if (clock.instant().isAfter(renewed.plus(RENEW))) {
                renewed = clock.instant();
                if (!store.renew(sql, begun.image.id(), begun.blob, renewed.plus(ALIVE))) throw gone(begun);
            }
        }
        long received = size;
        announced.filter(said -> said != received).ifPresent(said -> {
            throw new CloudFault.Invalid(said + " bytes were announced, " + received + " came");
        });
        var about = begun.image.about();
        var seen = Inspection.of(
                about.diskFormat().orElseThrow(), about.containerFormat().orElseThrow(), written(draft), limits);
        return new Image.Content(
                begun.blob,
                size,
                seen.virtualSizeBytes(),
                HexFormat.of().formatHex(md5.digest()),
                HexFormat.of().formatHex(sha512.digest()),
                seen.boots());
    }

    private void finish(Caller caller, Begun begun, Image.Content content) {
        var owner = begun.image.about().owner();
        sql.run(tx -> {
            quotas.check(tx, owner, Limit.IMAGE_BYTES, content.sizeBytes(), () -> images.bytes(tx, owner));
            if (!store.finish(tx, begun.image.id(), content, clock.instant())) throw gone(begun);
            journal.changed(
                    tx,
                    caller,
                    ImageActions.UPLOAD.name(),
                    "image",
                    begun.image.id(),
                    Optional.of(owner),
                    Map.of("bytes", content.sizeBytes()));
        });
    }

    private void fits(long size, long room) {
        if (size > limits.bytes()) {
            throw new CloudFault.TooLarge("an image may exceed " + limits.bytes() + " bytes in no case");
        }
        if (size > room) throw new CloudFault.TooLarge("the image would exceed the project's quota of image bytes");
    }

    private static CloudFault gone(Begun begun) {
        return new CloudFault.NotFound("image", begun.image.id());
    }

    private ByteStore.Draft draft(UUID blob) {
        try {
            return bytes.draft(blob);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private void write(ByteStore.Draft draft, byte[] buffer, int length) {
        try {
            draft.write(buffer, length);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private FileChannel written(ByteStore.Draft draft) {
        try {
            return draft.written();
        } catch (IOException e) {
            throw full(e);
        }
    }

    private void keep(ByteStore.Draft draft) {
        try {
            draft.keep();
        } catch (IOException e) {
            throw full(e);
        }
    }

    /// Our own disk failed, not the client.
    private static CloudFault full(IOException e) {
        return new CloudFault.Unavailable(
                "the image store cannot take it now: " + e.getClass().getSimpleName());
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
