package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.loop.Scheduler;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.bytes.ByteStore;
import brume.cloud.image.metadef.Metadefs;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Removal;
import brume.cloud.upkeep.Watch;
import brume.cloud.upkeep.Work;
import brume.contract.ImageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Images and their bytes: the front door of this slice.
public final class Images implements AutoCloseable {
    private final Sql sql;
    private final Ids ids;
    private final InstantSource clock;
    private final Journal journal;
    private final Quotas quotas;
    private final ByteStore bytes;
    private final ImageLimits limits;
    private final ImageStore store = new ImageStore();
    private final Visible visible;
    private final Members members;
    private final Uploads uploads;
    private final Leftovers leftovers;
    private final Parts parts;
    private final Metadefs metadefs;

    /// @param bytes where images' bytes are kept, and nothing else
    public Images(
            Sql sql,
            Ids ids,
            Scheduler scheduler,
            Journal journal,
            Quotas quotas,
            ByteStore bytes,
            ImageLimits limits) {
        this.sql = sql;
        this.ids = ids;
        this.clock = scheduler.clock();
        this.journal = journal;
        this.quotas = quotas;
        this.bytes = bytes;
        this.limits = limits;
        var memberStore = new MemberStore();
        var uploadStore = new UploadStore();
        visible = new Visible(store, memberStore);
        members = new Members(sql, clock, journal, limits, visible, memberStore);
        uploads = new Uploads(sql, ids, clock, journal, quotas, bytes, limits, visible, store, uploadStore);
        parts = new Parts(store, memberStore);
        metadefs = new Metadefs(sql, ids, clock, journal);
        leftovers = new Leftovers(sql, scheduler, bytes, uploadStore);
    }

    /// Begins to clear up after broken uploads and deleted images.
    public void start() {
        leftovers.start();
    }

    /// What must hold of this slice's tables and files.
    public List<Check> checks() {
        return new ImageChecks(sql, bytes).all();
    }

    /// How resources of this slice are deleted.
    public List<Removal> removals() {
        return List.of(
                new Removal("image", (caller, id) -> delete(caller, UUID.fromString(id))),
                new Removal("metadef-namespace", metadefs::delete));
    }

    /// What this slice knows of deletes.
    public Belongings belongings() {
        return ImageBelongings.all();
    }

    /// Finds what is late of this slice's work.
    public List<Watch> watches() {
        return List.of(new Watch(Work.IMAGE_UPLOAD, UploadStore::late));
    }

    @Override
    public void close() {
        leftovers.close();
    }

    /// Asks `holder` before the bytes of a deleted image are deleted: they stay as long as it says yes to the image's
    /// id, for the instances that may yet have to be made anew elsewhere.
    public void heldBy(Predicate<UUID> holder) {
        leftovers.heldBy(holder);
    }

    /// The projects that shared images were given to.
    public Members members() {
        return members;
    }

    /// What the properties of images and other things mean.
    public Metadefs metadefs() {
        return metadefs;
    }

    /// A new image without bytes.
    ///
    /// @param id wished for by the client
    /// @throws CloudFault.Conflict when the id is taken, be it by an image that was deleted
    public Image create(Caller caller, Optional<UUID> id, ImageDescription about) {
        caller.require(ImageActions.CREATE, Target.project(about.owner()));
        if (about.visibility() != ImageDescription.Visibility.SHARED) mayShow(caller, about);
        bounded(about);
        var now = clock.instant();
        var image = new Image(
                id.orElseGet(ids::next), about, Image.Status.QUEUED, Optional.empty(), now, now, Optional.empty(), 1);
        try {
            return sql.tx(tx -> {
                quotas.check(tx, about.owner(), Limit.IMAGES, 1, () -> store.count(tx, about.owner()));
                store.insert(tx, image);
                journal.changed(
                        tx,
                        caller,
                        ImageActions.CREATE.name(),
                        "image",
                        image.id(),
                        Optional.of(about.owner()),
                        Map.of("name", image.name()));
                return store.find(tx, image.id()).orElseThrow();
            });
        } catch (SqlFault fault) {
            if (fault.duplicate()) throw new CloudFault.Conflict("image " + image.id() + " exists already");
            throw fault;
        }
    }

    /// @throws CloudFault.NotFound also when the caller may not know of it
    public Image show(Caller caller, UUID id) {
        caller.require(ImageActions.SHOW, Target.ANY);
        return visible.show(sql, caller, id);
    }

    /// One page.
    ///
    /// @throws CloudFault.Invalid when the marker is no image that the caller sees
    public List<Image> list(Caller caller, ImageSearch search) {
        caller.require(ImageActions.LIST, Target.ANY);
        search.marker().ifPresent(marker -> {
            try {
                visible.show(sql, caller, marker);
            } catch (CloudFault.NotFound e) {
                throw new CloudFault.Invalid("marker", "the marker " + marker + " is no image");
            }
        });
        return store.page(sql, visible.listed(caller, search), search.keyset());
    }

    /// Changes what is said of an image.
    ///
    /// @param change from the old to the new; it may be asked more than once
    public Image update(Caller caller, UUID id, UnaryOperator<ImageDescription> change) {
        return sql.tx(tx -> {
            var image = visible.lock(tx, caller, ImageActions.UPDATE, id);
            var next = change.apply(image.about());
            if (next.equals(image.about())) return image;
            mayBecome(caller, image, next);
            bounded(next);
            store.describe(tx, image, next, clock.instant());
            journal.changed(
                    tx,
                    caller,
                    ImageActions.UPDATE.name(),
                    "image",
                    id,
                    Optional.of(next.owner()),
                    Map.of("name", next.name().orElse("")));
            return store.find(tx, id).orElseThrow();
        });
    }

    private static void mayBecome(Caller caller, Image image, ImageDescription next) {
        var old = image.about();
        if (!next.owner().equals(old.owner())) caller.require(ImageActions.GIVE_AWAY, Target.ANY);
        if (next.visibility() != old.visibility()) mayShow(caller, next);
        boolean otherwise = !next.diskFormat().equals(old.diskFormat())
                || !next.containerFormat().equals(old.containerFormat());
        // The bytes were looked at as what they were said to be.
        if (otherwise && image.status() != Image.Status.QUEUED) {
            throw new CloudFault.Forbidden("the formats of an image can be changed only while it is queued");
        }
    }

    private static void mayShow(Caller caller, ImageDescription about) {
        switch (about.visibility()) {
            case PUBLIC -> caller.require(ImageActions.PUBLICIZE, Target.project(about.owner()));
            case COMMUNITY -> caller.require(ImageActions.COMMUNITIZE, Target.project(about.owner()));
            case PRIVATE, SHARED -> {}
        }
    }

    private void bounded(ImageDescription about) {
        if (about.properties().size() > limits.properties()) {
            throw new CloudFault.TooLarge("an image's properties may not exceed " + limits.properties());
        }
        if (about.tags().size() > limits.tags()) {
            throw new CloudFault.TooLarge("an image's tags may not exceed " + limits.tags());
        }
    }

    /// Withholds an image's bytes. Nothing happens to one that is deactivated already.
    public void deactivate(Caller caller, UUID id) {
        become(caller, id, Image.Status.ACTIVE, Image.Status.DEACTIVATED, ImageActions.DEACTIVATE);
    }

    /// Gives an image's bytes again. Nothing happens to one that is active already.
    public void reactivate(Caller caller, UUID id) {
        become(caller, id, Image.Status.DEACTIVATED, Image.Status.ACTIVE, ImageActions.REACTIVATE);
    }

    private void become(Caller caller, UUID id, Image.Status from, Image.Status to, brume.cloud.access.Action action) {
        sql.run(tx -> {
            var image = visible.lock(tx, caller, action, id);
            if (image.status() == to) return;
            if (image.status() != from) {
                throw new CloudFault.Forbidden(
                        "image " + id + " has no bytes: it can be neither active nor deactivated");
            }
            store.status(tx, id, to, clock.instant());
            journal.changed(
                    tx,
                    caller,
                    action.name(),
                    "image",
                    id,
                    Optional.of(image.about().owner()),
                    Map.of());
        });
    }

    /// Deletes an image, whatever its status; an upload in progress is broken off.
    ///
    /// @throws CloudFault.Forbidden when it is guarded
    public void delete(Caller caller, UUID id) {
        sql.run(tx -> {
            var image = visible.lock(tx, caller, ImageActions.DELETE, id);
            if (image.about().guarded()) {
                throw new CloudFault.Forbidden("Image " + id + " is protected and cannot be deleted.");
            }
            store.delete(tx, id, clock.instant());
            journal.changed(
                    tx,
                    caller,
                    ImageActions.DELETE.name(),
                    "image",
                    id,
                    Optional.of(image.about().owner()),
                    Map.of("name", image.name()));
        });
    }

    /// Takes the bytes of a queued image, and looks into them before the image becomes active. When it does not come
    /// to that, the image is queued again and nothing is kept.
    ///
    /// @param announced how many bytes the client says will come
    /// @throws IOException         when `in` broke off
    /// @throws CloudFault.Conflict when the image has bytes, or is just getting some
    /// @throws CloudFault.Invalid  when the bytes are not what the image is said to be, or not safe to open
    /// @throws CloudFault.TooLarge when there are too many of them
    public Image upload(Caller caller, UUID id, InputStream in, Optional<Long> announced) throws IOException {
        return uploads.upload(caller, id, in, announced);
    }

    /// The bytes of an image, from `offset` on; nothing when it has none yet.
    ///
    /// @throws CloudFault.Forbidden when they are withheld
    public Optional<InputStream> open(Caller caller, UUID id, long offset) throws IOException {
        var image = visible.show(sql, caller, id);
        caller.require(ImageActions.DOWNLOAD, Target.ANY);
        if (image.status() == Image.Status.DEACTIVATED) {
            caller.require(
                    ImageActions.DOWNLOAD_DEACTIVATED,
                    Target.project(image.about().owner()));
        }
        if (image.content().isEmpty()) return Optional.empty();
        return Optional.of(bytes.open(image.content().get().blob(), offset));
    }

    /// The bytes of an image for a host, deleted or not: the order that names it was given before.
    ///
    /// @throws CloudFault.NotFound when they are gone
    public InputStream open(UUID id) {
        var content = store.find(sql, id).flatMap(Image::content);
        try {
            if (content.isPresent()) return bytes.open(content.get().blob(), 0);
        } catch (IOException e) {
            throw new CloudFault.NotFound("bytes of image", id);
        }
        throw new CloudFault.NotFound("image", id);
    }

    /// An image that the caller may make an instance of, with the kernel and the RAM disk that it names.
    ///
    /// @throws CloudFault.NotFound when the caller does not see it
    /// @throws CloudFault.Invalid  when it is not active, or is nothing that boots (reasons `image-not-active` and
    ///                             `image-not-bootable`)
    public BootImages usable(Reads reads, Caller caller, UUID id) {
        return usable(reads, visible.show(reads, caller, id));
    }

    /// As [#usable], asked together with what else the transaction asks for.
    public Supplier<BootImages> ask(Tx tx, Caller caller, UUID id) {
        var asked = visible.ask(tx, caller, id);
        return () -> usable(tx, asked.get());
    }

    private BootImages usable(Reads reads, Image image) {
        if (image.status() != Image.Status.ACTIVE) {
            throw new CloudFault.Invalid("image-not-active", "Image " + image.id() + " is not active.");
        }
        spec(image);
        return parts.usable(reads, image);
    }

    /// What a host has to know of an active image.
    ///
    /// @throws CloudFault.Invalid when it is nothing that boots (reason `image-not-bootable`)
    public static ImageSpec spec(Image image) {
        return image.content()
                .flatMap(content -> content.boots()
                        .map(format -> new ImageSpec(image.id(), format, content.sizeBytes(), content.sha512())))
                .orElseThrow(() -> new CloudFault.Invalid(
                        "image-not-bootable",
                        "Image " + image.id() + " is nothing that boots: "
                                + image.content()
                                        .map(content -> content.sizeBytes() == 0
                                                ? "it has no bytes."
                                                : "its bytes are no disk, or not of the format that it says.")
                                        .orElse("nothing was uploaded.")));
    }

    /// Those of `wanted` that ever were, deleted or not, whoever owns them: for other slices.
    public Map<UUID, Image> all(Reads reads, Collection<UUID> wanted) {
        return store.all(reads, wanted).stream().collect(Collectors.toMap(Image::id, Function.identity()));
    }

    /// As [#all], each with the kernel and the RAM disk that it names.
    public Map<UUID, BootImages> boots(Reads reads, Collection<UUID> wanted) {
        return parts.of(reads, wanted);
    }

    /// As [#all], in no transaction.
    public Map<UUID, Image> all(Collection<UUID> wanted) {
        return all(sql, wanted);
    }

    /// The newest active image of that name that everybody sees.
    public Optional<Image> published(String name) {
        return store
                .page(
                        sql,
                        new ImageSearch()
                                .names(List.of(name))
                                .statuses(List.of(Image.Status.ACTIVE))
                                .where()
                                .and("visibility = 'PUBLIC' and deleted_at is null"),
                        new ImageSearch().limit(1).keyset())
                .stream()
                .findFirst();
    }
}
