package brume.cloud.image;

import brume.base.sql.Keyset;
import brume.base.sql.Where;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What to look for among images, in which order, and how many. All that is asked for must hold.
public final class ImageSearch {
    /// What images may be sorted by. A value that is missing comes before all others.
    public enum Sort {
        NAME("coalesce(name, '')"),
        STATUS("status"),
        CONTAINER_FORMAT("coalesce(container_format, '')"),
        DISK_FORMAT("coalesce(disk_format, '')"),
        SIZE("coalesce(size_bytes, -1)"),
        CREATED_AT("created_at"),
        UPDATED_AT("updated_at"),
        ID("id");

        private final String expression;

        Sort(String expression) {
            this.expression = expression;
        }
    }

    /// How a time is compared.
    public enum Comparison {
        GT(">"),
        GTE(">="),
        LT("<"),
        LTE("<="),
        EQ("="),
        NEQ("<>");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }
    }

    /// Of the images that were shared with the caller, which ones.
    public enum Shared {
        PENDING,
        ACCEPTED,
        REJECTED,
        ALL
    }

    private final Where where = new Where();
    private final List<Keyset.Sort> sorts = new ArrayList<>();
    private Optional<ImageDescription.Visibility> visibility = Optional.empty();
    private boolean everyCommunity;
    private Shared shared = Shared.ACCEPTED;
    private Optional<UUID> marker = Optional.empty();
    private int limit = 25;

    public ImageSearch ids(Collection<UUID> ids) {
        where.and("id = any(?::uuid[])", ids);
        return this;
    }

    public ImageSearch names(Collection<String> names) {
        where.and("name = any(?)", names);
        return this;
    }

    public ImageSearch statuses(Collection<Image.Status> statuses) {
        where.and("status = any(?)", words(statuses));
        return this;
    }

    public ImageSearch diskFormats(Collection<DiskFormat> formats) {
        where.and("disk_format = any(?)", words(formats));
        return this;
    }

    public ImageSearch containerFormats(Collection<ContainerFormat> formats) {
        where.and("container_format = any(?)", words(formats));
        return this;
    }

    public ImageSearch owner(UUID owner) {
        where.and("owner = ?", owner);
        return this;
    }

    public ImageSearch tag(String tag) {
        where.and("tags @> array[?]::text[]", tag);
        return this;
    }

    public ImageSearch guarded(boolean guarded) {
        where.and("guarded = ?", guarded);
        return this;
    }

    public ImageSearch hidden(boolean hidden) {
        where.and("hidden = ?", hidden);
        return this;
    }

    public ImageSearch size(Comparison comparison, long bytes) {
        where.and("size_bytes " + comparison.sign + " ?", bytes);
        return this;
    }

    public ImageSearch minDisk(long bytes) {
        where.and("min_disk_bytes = ?", bytes);
        return this;
    }

    public ImageSearch minRam(long bytes) {
        where.and("min_ram_bytes = ?", bytes);
        return this;
    }

    /// @param digest of the whole file
    public ImageSearch md5(String digest) {
        where.and("md5 = ?", digest.toLowerCase(Locale.ROOT));
        return this;
    }

    /// @param digest of the whole file
    public ImageSearch sha512(String digest) {
        where.and("sha512 = ?", digest.toLowerCase(Locale.ROOT));
        return this;
    }

    public ImageSearch property(String name, String value) {
        where.and("properties ->> ? = ?", name, value);
        return this;
    }

    public ImageSearch created(Comparison comparison, Instant when) {
        where.and("date_trunc('second', created_at) " + comparison.sign + " ?", when);
        return this;
    }

    public ImageSearch updated(Comparison comparison, Instant when) {
        where.and("date_trunc('second', updated_at) " + comparison.sign + " ?", when);
        return this;
    }

    /// Finds nothing: a value was asked for that no image can have.
    public ImageSearch nothing() {
        where.and("false");
        return this;
    }

    public ImageSearch visibility(ImageDescription.Visibility visibility) {
        this.visibility = Optional.of(visibility);
        return this;
    }

    /// Others' community images too.
    public ImageSearch everyVisibility() {
        everyCommunity = true;
        return this;
    }

    public ImageSearch shared(Shared shared) {
        this.shared = shared;
        return this;
    }

    /// One more key; the first is the most important.
    public ImageSearch sort(Sort sort, boolean ascending) {
        sorts.add(new Keyset.Sort(sort.expression, ascending));
        return this;
    }

    /// @param last of the page before
    public ImageSearch after(UUID last) {
        marker = Optional.of(last);
        return this;
    }

    public ImageSearch limit(int limit) {
        this.limit = limit;
        return this;
    }

    Optional<UUID> marker() {
        return marker;
    }

    Optional<ImageDescription.Visibility> visibility() {
        return visibility;
    }

    boolean everyCommunity() {
        return everyCommunity;
    }

    Shared shared() {
        return shared;
    }

    Where where() {
        return where;
    }

    Keyset keyset() {
        var keys = sorts.isEmpty()
                ? List.of(new Keyset.Sort(Sort.CREATED_AT.expression, false), new Keyset.Sort("id", false))
                : sorts;
        return new Keyset("image", keys, marker, limit);
    }

    private static List<String> words(Collection<? extends Enum<?>> values) {
        return values.stream().<String>map(Enum::name).toList();
    }
}
