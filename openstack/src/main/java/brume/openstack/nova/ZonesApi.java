package brume.openstack.nova;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.sql.Sql;
import brume.cloud.compute.ComputeActions;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `/os-availability-zone`: the zones that hosts are in.
final class ZonesApi {
    private final Hosts hosts;
    private final Sql sql;

    ZonesApi(Hosts hosts, Sql sql) {
        this.hosts = hosts;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        table.add("GET", "/os-availability-zone", ComputeActions.ZONES_LIST, request -> list(false));
        table.add("GET", "/os-availability-zone/detail", ComputeActions.ZONES_DETAIL, this::detail);
    }

    private Response detail(Request request) {
        NovaDialect.caller(request).require(ComputeActions.ZONES_DETAIL, brume.cloud.access.Target.ANY);
        return list(true);
    }

    private Response list(boolean detail) {
        var zones = new TreeMap<String, List<Host>>();
        for (var host : hosts.all(sql)) {
            zones.computeIfAbsent(host.zone(), name -> new ArrayList<>()).add(host);
        }
        var views = new ArrayList<Map<String, Object>>();
        zones.forEach((name, members) -> {
            var view = new LinkedHashMap<String, Object>();
            view.put("zoneName", name);
            view.put("zoneState", Map.of("available", members.stream().anyMatch(ZonesApi::available)));
            view.put("hosts", detail ? members(members) : null);
            views.add(view);
        });
        return Response.json(200, Map.of("availabilityZoneInfo", views));
    }

    private static boolean available(Host host) {
        return host.enabled() && host.connected();
    }

    private static Map<String, Object> members(List<Host> members) {
        var views = new LinkedHashMap<String, Object>();
        for (var host : members) {
            views.put(
                    host.name(),
                    Map.of(
                            "nova-compute",
                            Map.of(
                                    "available",
                                    host.connected(),
                                    "active",
                                    host.enabled(),
                                    "updated_at",
                                    Links.micros(host.changedAt()))));
        }
        return views;
    }
}
