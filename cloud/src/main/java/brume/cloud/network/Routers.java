package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Routers, and what can be done to them.
public final class Routers {
    private final Means means;
    private final Gateways gateways;
    private final Interfaces interfaces;

    Routers(Means means, Ports ports) {
        this.means = means;
        gateways = new Gateways(means, ports);
        interfaces = new Interfaces(means, ports);
    }

    /// @param project absent for the caller's own
    public record Draft(Optional<UUID> project, RouterWish wish) {}

    public List<Router> list(Caller caller, Listing listing) {
        return RouterTables.ROUTERS.list(means.sql(), Sight.own(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public Router get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    static Router visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return RouterTables.ROUTERS
                .find(reads, id)
                .filter(router -> all || Sight.owns(caller, router.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("router", id));
    }

    /// All of them, or none.
    public List<Router> create(Caller caller, List<Draft> drafts) {
        return means.tx(tx -> {
            var made = new ArrayList<Router>();
            for (var draft : drafts) {
                made.add(
                        RouterTables.ROUTERS.find(tx, create(tx, caller, draft)).orElseThrow());
            }
            return made;
        });
    }

    private UUID create(Tx tx, Caller caller, Draft draft) {
        var project = Sight.home(caller, draft.project());
        means.quotas().check(tx, project, Limit.ROUTERS, 1, () -> used(tx, project));
        var id = means.ids().next();
        var now = means.now();
        var wish = draft.wish();
        tx.update(
                """
                insert into router (id, project, name, description, created_at, updated_at, admin_up, snat, routes)
                values (?, ?, ?, ?, ?, ?, ?, true, '[]')
                """,
                id,
                project,
                wish.name().orElse(""),
                wish.description().orElse(""),
                now,
                now,
                wish.adminUp().orElse(true));
        if (wish.gateway().isPresent())
            gateways.set(tx, caller, find(tx, id), wish.gateway().get());
        means.changed(tx, caller, "router", id, Optional.of(project));
        return id;
    }

    static long used(Reads reads, UUID project) {
        return reads.only("select count(*) as n from router where project = ?", row -> row.whole("n"), project);
    }

    private static Router find(Reads reads, UUID id) {
        return RouterTables.ROUTERS.find(reads, id).orElseThrow(() -> new CloudFault.NotFound("router", id));
    }

    private Router changeable(Tx tx, Caller caller, UUID id) {
        Sight.change(caller, visible(tx, caller, id).standing(), "router", true);
        return RouterTables.ROUTERS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("router", id));
    }

    public Router update(Caller caller, UUID id, Optional<Long> revision, RouterWish wish) {
        return means.tx(tx -> {
            var router = changeable(tx, caller, id);
            Sight.unchanged(revision, router.standing());
            if (wish.gateway().isPresent())
                gateways.set(tx, caller, router, wish.gateway().get());
            if (wish.routes().isPresent())
                ExtraRoutes.check(tx, find(tx, id), wish.routes().get());
            tx.update(
                    """
                    update router
                       set name = coalesce(?, name), description = coalesce(?, description),
                           admin_up = coalesce(?::boolean, admin_up), routes = coalesce(?, routes),
                           revision = revision + 1, updated_at = ?
                     where id = ?
                    """,
                    wish.name(),
                    wish.description(),
                    wish.adminUp(),
                    wish.routes().map(routes -> Json.MAPPER.valueToTree(routes)),
                    means.now(),
                    id);
            means.due().router(tx, id);
            means.changed(tx, caller, "router", id, router.standing().project());
            return find(tx, id);
        });
    }

    /// Adds routes to those that are there, or takes some away, whatever else is done to them at the same time.
    public Router routes(Caller caller, UUID id, UnaryOperator<List<brume.contract.Route>> change) {
        return means.tx(tx -> {
            var router = changeable(tx, caller, id);
            var routes = change.apply(router.routes());
            ExtraRoutes.check(tx, router, routes);
            tx.update(
                    "update router set routes = ?, revision = revision + 1, updated_at = ? where id = ?",
                    Json.MAPPER.valueToTree(routes),
                    means.now(),
                    id);
            means.due().router(tx, id);
            means.changed(tx, caller, "router", id, router.standing().project());
            return find(tx, id);
        });
    }

    /// @throws CloudFault.Conflict when it has legs on networks
    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var router = changeable(tx, caller, id);
            Sight.unchanged(revision, router.standing());
            if (tx.exists("select 1 from router_interface where router = ?", id)) {
                throw new CloudFault.Conflict(
                        "router-in-use", "Router " + id + " still has ports; remove its interfaces first.");
            }
            gateways.set(tx, caller, router, Optional.empty());
            tx.update("delete from router where id = ?", id);
            means.due().router(tx, id);
            means.changed(tx, caller, "router", id, router.standing().project());
        });
    }

    /// Deletes a router with its legs and routes.
    ///
    /// @throws CloudFault.Conflict when a floating address leads through it
    void remove(Caller caller, UUID id) {
        if (!get(caller, id).routes().isEmpty()) routes(caller, id, routes -> List.of());
        for (var port : legs(id)) removeInterface(caller, id, Optional.empty(), Optional.of(port));
        delete(caller, id);
    }

    private List<UUID> legs(UUID id) {
        return means.sql()
                .query(
                        "select distinct port from router_interface where router = ? order by port",
                        row -> row.uuid("port"),
                        id);
    }

    /// Gives a router a leg: at a subnet's gateway address, or by a port that is there.
    public RouterLeg addInterface(Caller caller, UUID id, Optional<UUID> subnet, Optional<UUID> port) {
        return means.tx(tx -> {
            var router = changeable(tx, caller, id);
            var leg = interfaces.add(tx, caller, router, subnet, port);
            touched(tx, caller, router, leg);
            return leg;
        });
    }

    /// Takes a leg away, with its port.
    public RouterLeg removeInterface(Caller caller, UUID id, Optional<UUID> subnet, Optional<UUID> port) {
        return means.tx(tx -> {
            var router = changeable(tx, caller, id);
            var leg = interfaces.remove(tx, router, subnet, port);
            touched(tx, caller, router, leg);
            return leg;
        });
    }

    private void touched(Tx tx, Caller caller, Router router, RouterLeg leg) {
        tx.update("update router set revision = revision + 1, updated_at = ? where id = ?", means.now(), router.id());
        means.due().network(tx, leg.network());
        means.due().router(tx, router.id());
        means.changed(tx, caller, "router", router.id(), router.standing().project());
    }
}
