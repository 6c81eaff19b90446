package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Asked;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Services and where they answer.
public final class Catalog {
    private static final String SERVICE = "select id, type, name, description, enabled, extra from catalog_service";
    private static final String ENDPOINT =
            "select id, service, region, interface, url, enabled, extra from catalog_endpoint";
    private static final Pattern PLACE = Pattern.compile("[$%]\\((\\w+)\\)s");
    private final Ground ground;

    Catalog(Ground ground) {
        this.ground = ground;
    }

    /// @param type as `compute`
    public record Service(
            UUID id,
            String type,
            Optional<String> name,
            Optional<String> description,
            boolean enabled,
            JsonNode extra) {
        static Service row(Row row) {
            return new Service(
                    row.uuid("id"),
                    row.text("type"),
                    row.optText("name"),
                    row.optText("description"),
                    row.flag("enabled"),
                    row.json("extra"));
        }
    }

    /// @param face `public`, `internal` or `admin`
    /// @param url  with places as `$(origin)s` and `$(project_id)s`
    public record Endpoint(
            UUID id, UUID service, Optional<String> region, String face, String url, boolean enabled, JsonNode extra) {
        static Endpoint row(Row row) {
            return new Endpoint(
                    row.uuid("id"),
                    row.uuid("service"),
                    row.optText("region"),
                    row.text("interface"),
                    row.text("url"),
                    row.flag("enabled"),
                    row.json("extra"));
        }
    }

    /// A service as a token's bearer sees it.
    public record Entry(Service service, List<Endpoint> endpoints) {}

    /// What a client asks of a service.
    public record WantedService(
            String type, Optional<String> name, Optional<String> description, boolean enabled, JsonNode extra) {}

    /// What a client asks of an endpoint.
    public record WantedEndpoint(
            UUID service, Optional<String> region, String face, String url, boolean enabled, JsonNode extra) {}

    /// What is offered in a scope, its addresses filled in. An address that has a place which this scope can't fill
    /// is left out.
    ///
    /// @param origin of the request, as `http://127.0.0.1:5000`
    public List<Entry> entries(String origin, UUID user, Scope scope) {
        // The questions go with the commit, and are answered after it.
        var read = ground.sql()
                .tx(tx -> new Offered(
                        tx.ask(SERVICE + " where enabled order by id", Service::row),
                        tx.ask(ENDPOINT + " where enabled order by id", Endpoint::row)));
        var endpoints = read.endpoints.rows().stream()
                .flatMap(endpoint -> filled(endpoint, origin, user, scope).stream())
                .collect(Collectors.groupingBy(Endpoint::service));
        return read.services.rows().stream()
                .map(service -> new Entry(service, endpoints.getOrDefault(service.id, List.of())))
                .toList();
    }

    private record Offered(Asked<Service> services, Asked<Endpoint> endpoints) {}

    private static Optional<Endpoint> filled(Endpoint endpoint, String origin, UUID user, Scope scope) {
        var project = scope instanceof Scope.Project p ? Optional.of(Ids.plain(p.id())) : Optional.<String>empty();
        var url = new StringBuilder();
        var place = PLACE.matcher(endpoint.url);
        while (place.find()) {
            var value = switch (place.group(1)) {
                case "origin" -> Optional.of(origin);
                case "project_id", "tenant_id" -> project;
                case "user_id" -> Optional.of(Ids.plain(user));
                default -> Optional.<String>empty();
            };
            if (value.isEmpty()) return Optional.empty();
            place.appendReplacement(url, Matcher.quoteReplacement(value.get()));
        }
        place.appendTail(url);
        return Optional.of(new Endpoint(
                endpoint.id,
                endpoint.service,
                endpoint.region,
                endpoint.face,
                url.toString(),
                endpoint.enabled,
                endpoint.extra));
    }

    public List<Service> services(Caller caller, Optional<String> type, Optional<String> name) {
        caller.require(IdentityActions.CATALOG_READ, Target.ANY);
        var where = new Where();
        type.ifPresent(t -> where.and("type = ?", t));
        name.ifPresent(n -> where.and("name = ?", n));
        return ground.sql().query(SERVICE + where.text() + " order by id", Service::row, where.parameters());
    }

    public Service service(Caller caller, UUID id) {
        caller.require(IdentityActions.CATALOG_READ, Target.ANY);
        return ground.sql()
                .first(SERVICE + " where id = ?", Service::row, id)
                .orElseThrow(() -> new CloudFault.NotFound("service", id));
    }

    public Service create(Caller caller, WantedService wanted) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        return ground.sql().tx(tx -> {
            var id = ground.ids().next();
            tx.update("""
                    insert into catalog_service (type, name, description, enabled, extra, id)
                    values (?, ?, ?, ?, ?, ?)
                    """, of(wanted, id));
            changed(tx, caller, "identity:services:create", "service", id);
            return tx.only(SERVICE + " where id = ?", Service::row, id);
        });
    }

    /// @param next what it shall be, made from what it is
    public Service changeService(Caller caller, UUID id, Function<Service, WantedService> next) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        return ground.sql().tx(tx -> {
            var old = tx.first(SERVICE + " where id = ? for update", Service::row, id)
                    .orElseThrow(() -> new CloudFault.NotFound("service", id));
            tx.update(
                    "update catalog_service set type = ?, name = ?, description = ?, enabled = ?, extra = ? where id = ?",
                    of(next.apply(old), id));
            changed(tx, caller, "identity:services:update", "service", id);
            return tx.only(SERVICE + " where id = ?", Service::row, id);
        });
    }

    private static Object[] of(WantedService wanted, UUID id) {
        return new Object[] {wanted.type, wanted.name, wanted.description, wanted.enabled, wanted.extra, id};
    }

    /// Deletes it with its endpoints.
    public void deleteService(Caller caller, UUID id) {
        delete(caller, "service", "catalog_service", id);
    }

    public List<Endpoint> endpoints(
            Caller caller, Optional<UUID> service, Optional<String> region, Optional<String> face) {
        caller.require(IdentityActions.CATALOG_READ, Target.ANY);
        var where = new Where();
        service.ifPresent(s -> where.and("service = ?", s));
        region.ifPresent(r -> where.and("region = ?", r));
        face.ifPresent(f -> where.and("interface = ?", f));
        return ground.sql().query(ENDPOINT + where.text() + " order by id", Endpoint::row, where.parameters());
    }

    public Endpoint endpoint(Caller caller, UUID id) {
        caller.require(IdentityActions.CATALOG_READ, Target.ANY);
        return ground.sql()
                .first(ENDPOINT + " where id = ?", Endpoint::row, id)
                .orElseThrow(() -> new CloudFault.NotFound("endpoint", id));
    }

    /// @param asked what it shall be: read only once the caller may, for it may name what is not there
    /// @throws CloudFault.Invalid when there is no such service or region
    public Endpoint createEndpoint(Caller caller, Supplier<WantedEndpoint> asked) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        var wanted = asked.get();
        return ground.sql().tx(tx -> {
            check(tx, wanted);
            var id = ground.ids().next();
            tx.update("""
                    insert into catalog_endpoint (service, region, interface, url, enabled, extra, id)
                    values (?, ?, ?, ?, ?, ?, ?)
                    """, of(wanted, id));
            changed(tx, caller, "identity:endpoints:create", "endpoint", id);
            return tx.only(ENDPOINT + " where id = ?", Endpoint::row, id);
        });
    }

    /// @param next what it shall be, made from what it is
    public Endpoint changeEndpoint(Caller caller, UUID id, Function<Endpoint, WantedEndpoint> next) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        return ground.sql().tx(tx -> {
            var old = tx.first(ENDPOINT + " where id = ? for update", Endpoint::row, id)
                    .orElseThrow(() -> new CloudFault.NotFound("endpoint", id));
            var wanted = next.apply(old);
            check(tx, wanted);
            tx.update("""
                    update catalog_endpoint
                       set service = ?, region = ?, interface = ?, url = ?, enabled = ?, extra = ?
                     where id = ?
                    """, of(wanted, id));
            changed(tx, caller, "identity:endpoints:update", "endpoint", id);
            return tx.only(ENDPOINT + " where id = ?", Endpoint::row, id);
        });
    }

    private static Object[] of(WantedEndpoint wanted, UUID id) {
        return new Object[] {wanted.service, wanted.region, wanted.face, wanted.url, wanted.enabled, wanted.extra, id};
    }

    private static void check(Tx tx, WantedEndpoint wanted) {
        if (!tx.exists("select from catalog_service where id = ? for key share", wanted.service)) {
            throw new CloudFault.Invalid("there is no service " + Ids.plain(wanted.service));
        }
        wanted.region.ifPresent(region -> {
            if (!tx.exists("select from catalog_region where id = ? for key share", region)) {
                throw new CloudFault.Invalid("there is no region " + region);
            }
        });
        for (var place = PLACE.matcher(wanted.url); place.find(); ) {
            var known = List.of("origin", "project_id", "tenant_id", "user_id");
            if (!known.contains(place.group(1))) {
                throw new CloudFault.Invalid("the URL has a place of no known kind: " + place.group());
            }
        }
    }

    public void deleteEndpoint(Caller caller, UUID id) {
        delete(caller, "endpoint", "catalog_endpoint", id);
    }

    private void delete(Caller caller, String kind, String table, UUID id) {
        caller.require(IdentityActions.CATALOG_CHANGE, Target.ANY);
        ground.sql().run(tx -> {
            if (tx.update("delete from " + table + " where id = ?", id) == 0) throw new CloudFault.NotFound(kind, id);
            changed(tx, caller, "identity:" + kind + "s:delete", kind, id);
        });
    }

    private void changed(Tx tx, Caller caller, String action, String kind, Object id) {
        ground.journal().changed(tx, caller, action, kind, id, Optional.empty(), Map.of());
    }
}
