package brume.cloud.network;

import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.HostListener;
import brume.cloud.hosts.Hosts;
import brume.contract.HostId;

/// Has the gateways of a host looked at when it is disabled or removed, and when it has been out of reach for too long.
final class GatewayWatch implements HostListener {
    private final Hosts hosts;
    private final Due due;

    GatewayWatch(Hosts hosts, Due due) {
        this.hosts = hosts;
        this.due = due;
    }

    /// Hosts that do not come back after a restart of ours are out of reach, too.
    void start(Sql sql) {
        sql.run(tx -> hosts.some(tx, RouterHomes.all(tx)).values().stream()
                .filter(host -> !host.connected())
                .forEach(host -> lost(tx, host.id())));
    }

    @Override
    public void lost(Tx tx, HostId host) {
        hosts.find(tx, host)
                .ifPresent(now -> due.routersAt(
                        tx, RouterHomes.at(tx, host), now.changedAt().plus(RouterHomes.PATIENCE)));
    }

    @Override
    public void removed(Tx tx, HostId host) {
        due.routers(tx, RouterHomes.at(tx, host));
    }

    @Override
    public void turned(Tx tx, Host host) {
        if (!host.enabled()) due.routers(tx, RouterHomes.at(tx, host.id()));
    }
}
