package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.network.SubnetPool;
import brume.cloud.network.SubnetPools;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `subnetpools`
final class SubnetPoolResource implements Resource.Verbs<SubnetPool> {
    private static final Shape LENGTH = Shape.nullable(Shape.whole(0, 256));
    private static final List<Attribute<SubnetPool>> OWN = List.of(
            Attribute.<SubnetPool>of(
                            "prefixes",
                            p -> p.prefixes().stream().map(Object::toString).toList())
                    .need(Shape.many(SubnetResource.ADDRESS))
                    .put(Shape.many(SubnetResource.ADDRESS)),
            Attribute.<SubnetPool>of("ip_version", SubnetPool::ipVersion).by("ip_version"),
            Attribute.<SubnetPool>of("min_prefixlen", p -> Integer.toString(p.shortest()))
                    .in(LENGTH)
                    .by("shortest"),
            Attribute.<SubnetPool>of("max_prefixlen", p -> Integer.toString(p.longest()))
                    .in(LENGTH)
                    .by("longest"),
            Attribute.<SubnetPool>of("default_prefixlen", p -> Integer.toString(p.usual()))
                    .in(LENGTH)
                    .by("usual"),
            Attribute.<SubnetPool>of("default_quota", p -> p.quota().orElse(null))
                    .in(Shape.nullable(Shape.whole(0, Integer.MAX_VALUE))),
            Attribute.<SubnetPool>of("shared", SubnetPool::shared)
                    .in(Shape.flag())
                    .by("shared"),
            Attribute.<SubnetPool>of("is_default", SubnetPool::standard)
                    .in(Shape.flag())
                    .by("standard"),
            Attribute.<SubnetPool>of("address_scope_id", p -> null));

    private final SubnetPools pools;

    private SubnetPoolResource(SubnetPools pools) {
        this.pools = pools;
    }

    static Resource<SubnetPool> of(SubnetPools pools) {
        return new Resource<>(
                "subnetpool",
                "subnetpools",
                "subnetpools",
                Attributes.named(SubnetPool::standing, OWN),
                SubnetPool::id,
                new SubnetPoolResource(pools));
    }

    @Override
    public List<SubnetPool> list(Caller caller, Listing listing) {
        return pools.list(caller, listing);
    }

    @Override
    public SubnetPool get(Caller caller, UUID id) {
        return pools.get(caller, id);
    }

    @Override
    public List<SubnetPool> create(Caller caller, List<Body> bodies) {
        return pools.create(
                caller,
                bodies.stream()
                        .map(body -> new SubnetPools.Draft(body.project(), wish(body)))
                        .toList());
    }

    private static SubnetPools.Wish wish(Body body) {
        return new SubnetPools.Wish(
                body.text("name"),
                body.text("description"),
                body.many("prefixes", item -> Body.cidr("prefixes", item.asString())),
                body.whole("min_prefixlen"),
                body.whole("max_prefixlen"),
                body.whole("default_prefixlen"),
                body.flag("shared"),
                body.flag("is_default"),
                body.maybe("default_quota", name -> body.whole(name).map(Integer::longValue)));
    }

    @Override
    public SubnetPool update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return pools.update(caller, id, revision, wish(body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        pools.delete(caller, id, revision);
    }
}
