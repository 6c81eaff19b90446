package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Query;
import brume.base.id.Ids;
import brume.base.json.Times;
import brume.base.shape.Shape;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.Image;
import brume.cloud.image.ImageDescription;
import brume.cloud.image.ImageSearch;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// The query of a list of images: filters by name, forms as `name=in:a,"b,c"` and `created_at=gt:2026-01-01T00:00:00Z`,
/// sort keys, limit and marker. A name that is not known asks for a property of that name.
final class ImageFilters {
    private static final int STANDARD_LIMIT = 25;
    private static final int MAX_LIMIT = 1000;
    private static final Set<String> PAGING = Set.of("limit", "marker", "sort", "sort_key", "sort_dir");

    private static final Shape TEXT = Shape.unchecked(Shape.text(65_535));
    private static final Shape NUMBER = Shape.unchecked(Shape.whole(0, 999_999_999_999_999_999L));
    private static final Shape AMOUNT = Shape.unchecked(Shape.whole(0, Integer.MAX_VALUE));
    private static final Shape FLAG = Shape.unchecked(Shape.oneOf("true", "false"));
    private static final Shape ID = Shape.unchecked(Shape.uuid());
    private static final Shape TIME = Shape.unchecked(
            Shape.text("((eq|neq|gt|gte|lt|lte):)?\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*", 44, "a time"));

    static final Shape.Fields PAGE = Shape.open().with("limit", NUMBER).with("marker", TEXT);

    /// Of what a list is ordered by, only the words of its two newer parameters are checked. What is not here is a
    /// property, and its value any text.
    static final Shape.Fields SHAPE = PAGE.with("sort", TEXT)
            .with("name", TEXT)
            .with("id", ID)
            .with("status", words(Image.Status.values()))
            .with("disk_format", words(DiskFormat.values()))
            .with("container_format", words(ContainerFormat.values()))
            .with("visibility", words(ImageDescription.Visibility.values()))
            .with("member_status", words(ImageSearch.Shared.values()))
            .with("owner", ID)
            .with("tag", TEXT)
            .with("protected", FLAG)
            .with("os_hidden", FLAG)
            .with("size", NUMBER)
            .with("size_min", NUMBER)
            .with("size_max", NUMBER)
            .with("min_disk", AMOUNT)
            .with("min_ram", AMOUNT)
            .with("checksum", TEXT)
            .with("os_hash_value", TEXT)
            .with("os_hash_algo", Shape.unchecked(Shape.oneOf("sha512")))
            .with("created_at", TIME)
            .with("updated_at", TIME)
            .with(
                    "sort_key",
                    new Shape.OneOf(Arrays.stream(ImageSearch.Sort.values())
                            .map(ImageBody::word)
                            .toList()))
            .with("sort_dir", Shape.oneOf("asc", "desc"));

    private final Query query;
    private final ImageSearch search = new ImageSearch();

    private ImageFilters(Query query) {
        this.query = query;
    }

    private static Shape words(Enum<?>... words) {
        return Shape.unchecked(
                new Shape.OneOf(Arrays.stream(words).map(ImageBody::word).toList()));
    }

    /// @throws CloudFault.Invalid when a value makes no sense
    static ImageSearch read(Query query) {
        return new ImageFilters(query).read();
    }

    /// Rows of one page.
    static int limit(Query query) {
        var limit = query.last("limit").map(text -> whole("limit", text)).orElse((long) STANDARD_LIMIT);
        return (int) Math.min(limit, MAX_LIMIT);
    }

    private ImageSearch read() {
        for (var pair : query.pairs()) {
            if (!PAGING.contains(pair.name())) filter(pair.name(), pair.value());
        }
        if (!query.has("os_hidden")) search.hidden(false);
        sort();
        search.limit(limit(query));
        query.last("marker")
                .ifPresent(marker -> search.after(Ids.parse(marker)
                        .orElseThrow(() -> new CloudFault.Invalid("Invalid marker format: " + marker))));
        return search;
    }

    private void filter(String name, String value) {
        switch (name) {
            case "name" -> search.names(values(value));
            case "id" -> search.ids(uuids(values(value)));
            case "status" -> words(Image.Status.class, values(value), search::statuses);
            case "disk_format" -> words(DiskFormat.class, values(value), search::diskFormats);
            case "container_format" -> words(ContainerFormat.class, values(value), search::containerFormats);
            case "visibility" -> visibility(value);
            case "member_status" -> search.shared(word(ImageSearch.Shared.class, name, value));
            case "owner" -> Ids.parse(value).ifPresentOrElse(search::owner, search::nothing);
            case "tag" -> search.tag(value);
            case "protected" -> search.guarded(flag(name, value));
            case "os_hidden" -> search.hidden(flag(name, value));
            case "size" -> search.size(ImageSearch.Comparison.EQ, whole(name, value));
            case "size_min" -> search.size(ImageSearch.Comparison.GTE, whole(name, value));
            case "size_max" -> search.size(ImageSearch.Comparison.LTE, whole(name, value));
            case "min_disk" -> search.minDisk(bounded(name, value) << 30);
            case "min_ram" -> search.minRam(bounded(name, value) << 20);
            case "checksum" -> search.md5(value);
            case "os_hash_value" -> search.sha512(value);
            case "os_hash_algo" -> {
                if (!value.equals("sha512")) search.nothing();
            }
            case "created_at" -> {
                var split = compared(name, value);
                search.created(split.comparison, split.when);
            }
            case "updated_at" -> {
                var split = compared(name, value);
                search.updated(split.comparison, split.when);
            }
            default -> search.property(name, value);
        }
    }

    private void visibility(String value) {
        if (value.equals("all")) search.everyVisibility();
        else search.visibility(word(ImageDescription.Visibility.class, "visibility", value));
    }

    private void sort() {
        if (query.has("sort") && (query.has("sort_key") || query.has("sort_dir"))) {
            throw new CloudFault.Invalid("Old and new sorting syntax cannot be combined");
        }
        var keys = new ArrayList<String>();
        var directions = new ArrayList<String>();
        if (query.has("sort")) {
            for (var part : String.join(",", query.all("sort")).split(",", -1)) {
                var split = part.strip().split(":", 2);
                keys.add(split[0].strip());
                directions.add(split.length > 1 ? split[1].strip() : "desc");
            }
        } else {
            keys.addAll(query.all("sort_key"));
            directions.addAll(query.all("sort_dir"));
            if (directions.size() > 1 && directions.size() != keys.size()) {
                throw new CloudFault.Invalid("Number of sort dirs does not match the number of sort keys");
            }
            if (keys.isEmpty()) keys.add("created_at");
            while (directions.size() < keys.size())
                directions.add(directions.isEmpty() ? "desc" : directions.getFirst());
        }
        if (Set.copyOf(keys).size() != keys.size()) throw new CloudFault.Invalid("A sort key is given twice");
        for (int i = 0; i < keys.size(); i++) {
            var key = word(ImageSearch.Sort.class, "sort_key", keys.get(i));
            search.sort(key, ascending(directions.get(i)));
        }
    }

    private static boolean ascending(String direction) {
        return switch (direction) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw new CloudFault.Invalid("Invalid sort direction: " + direction);
        };
    }

    /// `in:` and a list, in which a value with a comma stands in quotes; else the value itself.
    static List<String> values(String text) {
        if (!text.startsWith("in:")) return List.of(text);
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        boolean quoted = false;
        for (char c : text.substring(3).toCharArray()) {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else value.append(c);
        }
        if (quoted) throw new CloudFault.Invalid("Invalid filter value " + text + ": missing closing quotation mark.");
        values.add(value.toString());
        return values;
    }

    private static List<UUID> uuids(List<String> texts) {
        return texts.stream().map(Ids::parse).flatMap(Optional::stream).toList();
    }

    /// Words that are none of ours match nothing.
    private static <E extends Enum<E>> void words(Class<E> type, List<String> texts, Consumer<Collection<E>> filter) {
        filter.accept(Arrays.stream(type.getEnumConstants())
                .filter(each -> texts.contains(ImageBody.word(each)))
                .toList());
    }

    private static <E extends Enum<E>> E word(Class<E> type, String name, String value) {
        for (var each : type.getEnumConstants()) if (ImageBody.word(each).equals(value)) return each;
        throw new CloudFault.Invalid("Invalid " + name + " value: " + value);
    }

    private static boolean flag(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new CloudFault.Invalid("Invalid value '" + value + "' for '" + name + "' filter.");
        };
    }

    private static long whole(String name, String value) {
        if (!value.matches("\\d{1,18}")) throw new CloudFault.Invalid(name + " param must be a non-negative integer");
        return Long.parseLong(value);
    }

    private static long bounded(String name, String value) {
        long number = whole(name, value);
        if (number > Integer.MAX_VALUE) throw new CloudFault.Invalid(name + " param is too large");
        return number;
    }

    private record Compared(ImageSearch.Comparison comparison, Instant when) {}

    private static Compared compared(String name, String value) {
        for (var comparison : ImageSearch.Comparison.values()) {
            var prefix = ImageBody.word(comparison) + ":";
            if (value.startsWith(prefix)) return new Compared(comparison, time(name, value.substring(prefix.length())));
        }
        return new Compared(ImageSearch.Comparison.EQ, time(name, value));
    }

    private static Instant time(String name, String text) {
        try {
            return Times.within(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            try {
                return Times.within(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException again) {
                throw new CloudFault.Invalid("Invalid time of " + name + ": " + text);
            }
        }
    }
}
