package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.json.Times;
import brume.base.shape.Shape;
import brume.base.sql.Keyset;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.InstanceFilter;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Summary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// `/os-simple-tenant-usage`: hours of instances, worked out from their rows, those that are gone included.
final class UsageApi {
    private static final Duration USUAL = Duration.ofDays(28);
    private static final Shape.Fields PERIOD =
            Shape.open().with("start", Pages.ANY_TIME).with("end", Pages.ANY_TIME);
    private static final Shape.Fields LIST = PERIOD.with("detailed", Shape.unchecked(Shape.oneOf("0", "1")));
    private static final double SECONDS_PER_HOUR = 3600;
    private final Instances instances;
    private final InstantSource clock;

    UsageApi(Instances instances, InstantSource clock) {
        this.instances = instances;
        this.clock = clock;
    }

    void routes(RouteTable table) {
        table.add("GET", "/os-simple-tenant-usage", ComputeActions.USAGE_LIST, this::list, r -> r.query(LIST));
        table.add(
                "GET",
                "/os-simple-tenant-usage/{tenant:project}",
                ComputeActions.USAGE_SHOW,
                this::show,
                r -> r.query(PERIOD));
    }

    private record Period(Instant start, Instant stop) {
        double hours(Summary instance) {
            var from = latest(start, instance.times().launched().orElse(stop));
            var to = instance.times()
                    .deleted()
                    .filter(gone -> gone.isBefore(stop))
                    .orElse(stop);
            return Math.max(0, Duration.between(from, to).toMillis() / 1000.0 / SECONDS_PER_HOUR);
        }

        private static Instant latest(Instant a, Instant b) {
            return a.isAfter(b) ? a : b;
        }

        boolean touches(Summary instance) {
            return instance.times().launched().filter(at -> at.isBefore(stop)).isPresent()
                    && instance.times()
                            .deleted()
                            .filter(at -> !at.isAfter(start))
                            .isEmpty();
        }
    }

    private Period period(Request request) {
        var now = clock.instant();
        var stop = time(request, "end").orElse(now);
        var start = time(request, "start").orElse(stop.minus(USUAL));
        if (!start.isBefore(stop))
            throw new CloudFault.Invalid("Invalid start time. The start time cannot occur after" + " the end time.");
        return new Period(start, stop.isAfter(now) ? now : stop);
    }

    private static Optional<Instant> time(Request request, String name) {
        return request.query().last(name).map(text -> {
            var iso = text.strip().replace(' ', 'T');
            try {
                return Times.within(
                        iso.contains("T")
                                ? LocalDateTime.parse(iso.replaceAll("Z$", "")).toInstant(ZoneOffset.UTC)
                                : LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException e) {
                throw new CloudFault.Invalid("Datetime is in invalid format");
            }
        });
    }

    private List<Summary> instances(Request request, Optional<UUID> project, Period period) {
        var filter = InstanceFilter.all().in(project).everything();
        var page = Instances.page(List.of(new Keyset.Sort("i.created_at", true)), Optional.empty(), Integer.MAX_VALUE);
        return instances.list(caller(request), filter, page).stream()
                .filter(period::touches)
                .toList();
    }

    private Response list(Request request) {
        caller(request).require(ComputeActions.USAGE_LIST, Target.ANY);
        var period = period(request);
        var byProject = new TreeMap<UUID, List<Summary>>();
        for (var instance : instances(request, Optional.empty(), period)) {
            byProject
                    .computeIfAbsent(instance.project(), id -> new ArrayList<>())
                    .add(instance);
        }
        boolean detailed = request.query().last("detailed").filter("1"::equals).isPresent();
        var views = new ArrayList<Map<String, Object>>();
        byProject.forEach((project, some) -> views.add(view(project, some, period, detailed)));
        return Response.json(200, Map.of("tenant_usages", views));
    }

    private Response show(Request request) {
        var text = request.place("tenant");
        var project = Ids.parse(text)
                .orElseThrow(() -> new CloudFault.Invalid("Project ID " + text + " is not a valid project."));
        caller(request).require(ComputeActions.USAGE_SHOW, Target.project(project));
        var period = period(request);
        var some = instances(request, Optional.of(project), period);
        return Response.json(
                200, Map.of("tenant_usage", some.isEmpty() ? Map.of() : view(project, some, period, true)));
    }

    private Map<String, Object> view(UUID project, List<Summary> some, Period period, boolean detailed) {
        var view = new LinkedHashMap<String, Object>();
        view.put("tenant_id", Ids.plain(project));
        view.put("start", Links.micros(period.start));
        view.put("stop", Links.micros(period.stop));
        view.put("total_hours", some.stream().mapToDouble(period::hours).sum());
        view.put(
                "total_vcpus_usage",
                some.stream()
                        .mapToDouble(i -> period.hours(i) * i.size().vcpus())
                        .sum());
        view.put(
                "total_memory_mb_usage",
                some.stream()
                        .mapToDouble(i -> period.hours(i) * (i.size().memoryBytes() >> 20))
                        .sum());
        view.put(
                "total_local_gb_usage",
                some.stream().mapToDouble(i -> period.hours(i) * gigabytes(i)).sum());
        if (detailed) {
            view.put(
                    "server_usages",
                    some.stream().map(instance -> view(instance, period)).toList());
        }
        return view;
    }

    private static long gigabytes(Summary instance) {
        return (instance.size().diskBytes() + instance.size().ephemeralBytes()) >> 30;
    }

    private Map<String, Object> view(Summary instance, Period period) {
        var view = new LinkedHashMap<String, Object>();
        view.put("instance_id", instance.id());
        view.put("name", instance.label().name());
        view.put("tenant_id", Ids.plain(instance.project()));
        view.put("flavor", instance.size().name());
        view.put("vcpus", instance.size().vcpus());
        view.put("memory_mb", instance.size().memoryBytes() >> 20);
        view.put("local_gb", gigabytes(instance));
        view.put("hours", period.hours(instance));
        view.put("started_at", Links.micros(instance.times().launched().orElseThrow()));
        view.put("ended_at", Links.micros(instance.times().deleted()));
        view.put(
                "state",
                instance.deleted() ? "terminated" : Status.vmState(instance).toLowerCase(Locale.ROOT));
        var end = instance.times().deleted().orElse(clock.instant());
        view.put(
                "uptime",
                Duration.between(instance.times().launched().orElseThrow(), end).toSeconds());
        return view;
    }
}
