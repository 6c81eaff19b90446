package brume.openstack.nova;

import brume.base.http.Service;
import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.compute.Compute;
import brume.cloud.hosts.Hosts;
import brume.cloud.image.Images;
import brume.cloud.network.Networks;
import brume.cloud.placement.Placement;
import brume.cloud.quota.Quotas;
import brume.openstack.Authentication;
import java.time.InstantSource;

/// The compute API, version 2.1 with microversions to 2.93, as the OpenStack API reference describes it.
public final class NovaApi {
    private NovaApi() {}

    public static Service service(
            Authentication authentication,
            Compute compute,
            Placement placement,
            Hosts hosts,
            Networks networks,
            Images images,
            Quotas quotas,
            Sql sql,
            InstantSource clock,
            Ids ids) {
        var table = new RouteTable();
        var instances = compute.instances();
        var groups = new SecurityGroupsApi(instances, networks, sql);
        groups.routes(table);
        new UsageApi(instances, clock).routes(table);
        new VersionsApi().routes(table);
        new ExtensionsApi().routes(table);
        var floating = new FloatingIpsApi(instances, networks, sql);
        floating.routes(table);
        new NetworksApi(networks).routes(table);
        var servers = new ServersApi(compute, hosts, networks, sql, ids);
        servers.routes(table);
        new ServerActionsApi(instances, groups, new ServerRebuild(instances, servers, ids), floating).routes(table);
        new ServerLabelsApi(instances).routes(table);
        new ServerPartsApi(instances, networks, sql).routes(table);
        new ServerHistoryApi(instances, hosts).routes(table);
        new FlavorsApi(compute.flavors(), ids, clock).routes(table);
        new KeyPairsApi(compute.keyPairs()).routes(table);
        new QuotasApi(compute, quotas, sql).routes(table);
        new ZonesApi(hosts, sql).routes(table);
        new ServicesApi(hosts, sql).routes(table);
        new HypervisorsApi(compute, placement, hosts, sql).routes(table);
        new HostsApi(compute, placement, hosts, sql).routes(table);
        new AggregatesApi(compute.aggregates()).routes(table);
        new MigrationsApi(instances).routes(table);
        new ImagesApi(images, quotas, sql).routes(table);
        new ServerGroupsApi(compute.serverGroups()).routes(table);
        return new Service("/compute", new NovaDialect(authentication), table.all());
    }
}
