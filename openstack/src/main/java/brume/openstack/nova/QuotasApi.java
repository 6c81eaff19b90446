package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Shape.Fields;
import brume.base.shape.Version;
import brume.base.shape.Versions;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Target;
import brume.cloud.compute.Compute;
import brume.cloud.compute.ComputeActions;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// `/limits`, `/os-quota-sets` and `/os-quota-class-sets`: views of the one table of limits.
final class QuotasApi {
    private static final Versions NETWORKED = Versions.until(2, 35);
    private static final Versions INJECTING = Versions.until(2, 56);
    private static final long UNLIMITED = -1;
    private static final Shape AMOUNT = Shape.whole(-1, Integer.MAX_VALUE);

    /// Names that were limits here once; the network API has them now.
    private static final Map<String, Long> NETWORK = new LinkedHashMap<>();

    static {
        NETWORK.put("floating_ips", UNLIMITED);
        NETWORK.put("fixed_ips", UNLIMITED);
        NETWORK.put("security_groups", UNLIMITED);
        NETWORK.put("security_group_rules", UNLIMITED);
    }

    private static final Shape.Fields OF = Shape.open().with("tenant_id", Pages.ANY_ID);

    private final Compute compute;
    private final Quotas quotas;
    private final Sql sql;

    QuotasApi(Compute compute, Quotas quotas, Sql sql) {
        this.compute = compute;
        this.quotas = quotas;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var one = "/os-quota-sets/{tenant:project}";
        table.add("GET", "/limits", ComputeActions.LIMITS_SHOW, this::limits, r -> r.query(OF));
        table.add("GET", one, ComputeActions.QUOTAS_SHOW, this::show);
        table.add("GET", one + "/defaults", ComputeActions.QUOTAS_DEFAULTS, this::defaults);
        table.add("GET", one + "/detail", ComputeActions.QUOTAS_SHOW, this::detail);
        table.add("PUT", one, ComputeActions.QUOTAS_UPDATE, this::update, r -> r.body(shape()));
        table.add("DELETE", one, ComputeActions.QUOTAS_UPDATE, this::delete);
        var standard = "/os-quota-class-sets/{class:text}";
        table.add("GET", standard, ComputeActions.QUOTAS_UPDATE, this::showClass);
        table.add("PUT", standard, ComputeActions.QUOTAS_UPDATE, this::updateClass, r -> r.body(classShape()));
    }

    private static boolean injection(Limit limit) {
        return limit == Limit.INJECTED_FILES
                || limit == Limit.INJECTED_FILE_CONTENT_BYTES
                || limit == Limit.INJECTED_FILE_PATH_BYTES;
    }

    private static boolean shown(Limit limit, Version version) {
        return !injection(limit) || INJECTING.contains(version);
    }

    private static Shape shape() {
        return Shape.closed().need("quota_set", amounts(Shape.closed().with("force", Shape.flag())));
    }

    private static Shape classShape() {
        return Shape.closed().need("quota_class_set", amounts(Shape.closed()));
    }

    private static Fields amounts(Fields set) {
        for (var limit : Limit.of(Limit.Family.COMPUTE)) {
            set = set.with(limit.word(), AMOUNT, injection(limit) ? INJECTING : Versions.ALL);
        }
        for (var name : NETWORK.keySet()) set = set.with(name, AMOUNT, NETWORKED);
        return set;
    }

    private Map<String, Object> set(Version version, Map<Limit, Long> limits) {
        var view = new LinkedHashMap<String, Object>();
        limits.forEach((limit, value) -> {
            if (shown(limit, version)) view.put(limit.word(), value);
        });
        if (NETWORKED.contains(version)) view.putAll(NETWORK);
        return view;
    }

    private UUID project(Request request, boolean change) {
        var text = request.place("tenant");
        var id = Ids.parse(text)
                .orElseThrow(() -> new CloudFault.Invalid("Project ID " + text + " is not a valid project."));
        caller(request).require(change ? ComputeActions.QUOTAS_UPDATE : ComputeActions.QUOTAS_SHOW, Target.project(id));
        return id;
    }

    private Map<Limit, Long> of(UUID project) {
        return quotas.limits(sql, project, Limit.Family.COMPUTE);
    }

    private Map<Limit, Long> standard() {
        return quotas.standard(sql, Limit.Family.COMPUTE);
    }

    private Response show(Request request) {
        var view = set(request.version(), of(project(request, false)));
        view.put("id", request.place("tenant"));
        return Response.json(200, Map.of("quota_set", view));
    }

    private Response defaults(Request request) {
        var view = set(request.version(), standard());
        view.put("id", request.place("tenant"));
        return Response.json(200, Map.of("quota_set", view));
    }

    /// The class `default` is what holds for all projects for which nothing else is said; others can't be given to a
    /// project, so they show the same.
    private Response showClass(Request request) {
        caller(request).require(ComputeActions.QUOTAS_UPDATE, Target.ANY);
        return Response.json(200, Map.of("quota_class_set", classView(request)));
    }

    private Map<String, Object> classView(Request request) {
        var version = request.version();
        var view = set(version, standard());
        if (!version.atLeast(2, 50)) {
            view.remove(Limit.SERVER_GROUPS.word());
            view.remove(Limit.SERVER_GROUP_MEMBERS.word());
        }
        view.put("id", request.place("class"));
        return view;
    }

    private Response updateClass(Request request) {
        caller(request).require(ComputeActions.QUOTAS_UPDATE, Target.ANY);
        var name = request.place("class");
        if (!name.equals("default")) {
            throw new CloudFault.Invalid("There is no quota class " + name + " to set: only 'default' is used.");
        }
        var asked = request.json().get("quota_class_set");
        sql.run(tx -> {
            for (var limit : Limit.of(Limit.Family.COMPUTE)) {
                if (asked.has(limit.word())) quotas.setStandard(tx, limit, amount(asked, limit));
            }
        });
        var view = classView(request);
        view.remove("id");
        return Response.json(200, Map.of("quota_class_set", view));
    }

    private static long amount(JsonNode asked, Limit limit) {
        return Long.parseLong(asked.get(limit.word()).asString().strip());
    }

    private Response detail(Request request) {
        var project = project(request, false);
        var usage = compute.instances().usage(project);
        var view = new LinkedHashMap<String, Object>();
        of(project).forEach((limit, value) -> {
            if (!shown(limit, request.version())) return;
            view.put(limit.word(), Map.of("limit", value, "in_use", used(limit, project), "reserved", 0));
        });
        view.put(Limit.INSTANCES.word(), used(view, Limit.INSTANCES, usage.instances()));
        view.put(Limit.CORES.word(), used(view, Limit.CORES, usage.cores()));
        view.put(Limit.RAM_MIB.word(), used(view, Limit.RAM_MIB, usage.memoryBytes() >> 20));
        if (NETWORKED.contains(request.version())) {
            NETWORK.forEach((name, value) -> view.put(name, Map.of("limit", value, "in_use", 0, "reserved", 0)));
        }
        view.put("id", request.place("tenant"));
        return Response.json(200, Map.of("quota_set", view));
    }

    private long used(Limit limit, UUID project) {
        return limit == Limit.SERVER_GROUPS ? compute.serverGroups().count(project) : 0;
    }

    private static Map<String, Object> used(Map<String, Object> view, Limit limit, long used) {
        var old = (Map<?, ?>) view.get(limit.word());
        return Map.of("limit", old.get("limit"), "in_use", used, "reserved", 0);
    }

    private Response update(Request request) {
        var project = project(request, true);
        var asked = request.json().get("quota_set");
        boolean force = asked.has("force") && Shape.Flag.of(asked.get("force"));
        var usage = compute.instances().usage(project);
        var used = Map.of(
                Limit.INSTANCES,
                usage.instances(),
                Limit.CORES,
                usage.cores(),
                Limit.RAM_MIB,
                usage.memoryBytes() >> 20);
        try {
            sql.run(tx -> set(tx, project, asked, force, used));
        } catch (CloudFault.NotFound e) {
            throw new CloudFault.Invalid("Project ID " + e.id() + " is not a valid project.");
        }
        return Response.json(200, Map.of("quota_set", set(request.version(), of(project))));
    }

    private void set(Tx tx, UUID project, JsonNode asked, boolean force, Map<Limit, Long> used) {
        quotas.hold(tx, project);
        for (var limit : Limit.of(Limit.Family.COMPUTE)) {
            if (!asked.has(limit.word())) continue;
            long value = amount(asked, limit);
            if (!force && value >= 0 && value < used.getOrDefault(limit, 0L)) {
                throw new CloudFault.Invalid("Quota limit " + value + " for " + limit.word()
                        + " must be greater than or equal to already used and reserved " + used.get(limit) + ".");
            }
            quotas.set(tx, project, limit, value);
        }
    }

    private Response delete(Request request) {
        var project = project(request, true);
        sql.run(tx -> quotas.reset(tx, project, Limit.Family.COMPUTE));
        return Response.empty(202);
    }

    private Response limits(Request request) {
        var caller = caller(request);
        var project = caller.admin()
                ? request.query().last("tenant_id").flatMap(Ids::parse).orElseGet(caller::home)
                : caller.home();
        caller.require(ComputeActions.LIMITS_SHOW, Target.project(project));
        var limits = of(project);
        var usage = compute.instances().usage(project);
        var version = request.version();
        var view = new LinkedHashMap<String, Object>();
        view.put("maxServerMeta", limits.get(Limit.METADATA_ITEMS));
        if (INJECTING.contains(version)) {
            view.put("maxPersonality", limits.get(Limit.INJECTED_FILES));
            view.put("maxPersonalitySize", limits.get(Limit.INJECTED_FILE_CONTENT_BYTES));
        }
        if (!version.atLeast(2, 39)) view.put("maxImageMeta", limits.get(Limit.METADATA_ITEMS));
        view.put("maxServerGroups", limits.get(Limit.SERVER_GROUPS));
        view.put("maxServerGroupMembers", limits.get(Limit.SERVER_GROUP_MEMBERS));
        view.put("maxTotalCores", limits.get(Limit.CORES));
        view.put("maxTotalInstances", limits.get(Limit.INSTANCES));
        view.put("maxTotalKeypairs", limits.get(Limit.KEY_PAIRS));
        view.put("maxTotalRAMSize", limits.get(Limit.RAM_MIB));
        view.put("totalCoresUsed", usage.cores());
        view.put("totalInstancesUsed", usage.instances());
        view.put("totalRAMUsed", usage.memoryBytes() >> 20);
        view.put("totalServerGroupsUsed", compute.serverGroups().count(project));
        if (NETWORKED.contains(version)) {
            view.put("maxTotalFloatingIps", UNLIMITED);
            view.put("maxSecurityGroups", UNLIMITED);
            view.put("maxSecurityGroupRules", UNLIMITED);
            view.put("totalFloatingIpsUsed", 0);
            view.put("totalSecurityGroupsUsed", 0);
        }
        return Response.json(200, Map.of("limits", Map.of("rate", java.util.List.of(), "absolute", view)));
    }
}
