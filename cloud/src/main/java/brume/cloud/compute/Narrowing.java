package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.hosts.Hosts;
import brume.cloud.network.Networks;
import brume.contract.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

/// What a list is narrowed to, with the help of those who know of addresses and zones.
final class Narrowing {
    private final Sql sql;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final Hosts hosts;
    private final Networks networks;
    private final Expressions expressions = new Expressions();

    Narrowing(Sql sql, InstanceStore store, Hosts hosts, Networks networks) {
        this.sql = sql;
        this.store = store;
        this.hosts = hosts;
        this.networks = networks;
    }

    /// @throws CloudFault.Invalid     when a regular expression is none, or takes too long
    /// @throws CloudFault.RateLimited when too many others are matched
    <T> List<T> by(Caller caller, InstanceFilter filter, BiFunction<Reads, Where, List<T>> reading) {
        if (filter.project().isEmpty() || !filter.project().equals(caller.project())) {
            caller.require(ComputeActions.INSTANCES_LIST_ALL, Target.ANY);
        } else {
            caller.require(
                    ComputeActions.INSTANCES_LIST,
                    Target.project(filter.project().get()));
        }
        return expressions.match(sql, filter.expressions(), reads -> reading.apply(reads, where(reads, filter)));
    }

    private Where where(Reads reads, InstanceFilter filter) {
        var where = filter.where();
        filter.addressLike()
                .ifPresent(pattern -> where.and("i.id = any(?::uuid[])", addressed(reads, filter, pattern)));
        filter.zone().ifPresent(zone -> where.and("""
                        case when exists(select 1 from residence r
                                          where r.instance = i.id and r.role in ('ACTIVE', 'OUTGOING'))
                             then i.id in (select r.instance from residence r
                                            where r.host = any(?::uuid[]) and r.role in ('ACTIVE', 'OUTGOING'))
                             else i.zone = ?
                        end""", in(reads, zone, filter), zone));
        return where;
    }

    private List<UUID> addressed(Reads reads, InstanceFilter filter, String pattern) {
        var instances = new ArrayList<UUID>();
        var ips = new ArrayList<String>();
        networks.ofInstances(reads, store.ids(reads, filter.where()))
                .forEach((id, ports) -> ports.stream()
                        .flatMap(port -> port.fixedIps().stream())
                        .forEach(fixed -> {
                            instances.add(id);
                            ips.add(fixed.ip().toString());
                        }));
        return instances.isEmpty() ? List.of() : store.matching(reads, instances, ips, pattern);
    }

    /// Of the hosts that instances of the list are on, those in a zone.
    private List<UUID> in(Reads reads, String zone, InstanceFilter filter) {
        return hosts.lately(residences.homes(reads, filter.where())).entrySet().stream()
                .filter(host -> host.getValue().zone().equals(zone))
                .map(Map.Entry::getKey)
                .map(HostId::value)
                .toList();
    }
}
