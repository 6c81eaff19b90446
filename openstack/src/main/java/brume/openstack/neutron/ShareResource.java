package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.network.NetworkShare;
import brume.cloud.network.NetworkShares;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// `rbac-policies`, for networks.
final class ShareResource implements Resource.Verbs<NetworkShare> {
    private static final Shape TARGET = Shape.text(1, 255);

    private final NetworkShares shares;

    private ShareResource(NetworkShares shares) {
        this.shares = shares;
    }

    static Resource<NetworkShare> of(NetworkShares shares) {
        var attributes = new ArrayList<Attribute<NetworkShare>>();
        attributes.add(Attribute.<NetworkShare>of("id", NetworkShare::id).by("id"));
        for (var name : List.of("tenant_id", "project_id")) {
            attributes.add(Attribute.<NetworkShare>of(name, s -> Ids.plain(s.project()))
                    .post(Shape.text(255))
                    .by("project"));
        }
        attributes.add(Attribute.<NetworkShare>of("object_type", s -> "network")
                .need(Shape.oneOf("network"))
                .by("kind"));
        attributes.add(Attribute.<NetworkShare>of("object_id", NetworkShare::network)
                .need(Shape.uuid())
                .by("network"));
        attributes.add(Attribute.<NetworkShare>of(
                        "action", s -> "access_as_" + s.access().name().toLowerCase(Locale.ROOT))
                .need(Shape.oneOf("access_as_shared", "access_as_external"))
                .by("access"));
        for (var name : List.of("target_tenant", "target_project")) {
            var target = Attribute.<NetworkShare>of(name, ShareResource::target).by("target");
            attributes.add(name.equals("target_tenant") ? target.need(TARGET).put(TARGET) : target);
        }
        return new Resource<>(
                "rbac_policy",
                "rbac_policies",
                "rbac-policies",
                List.copyOf(attributes),
                NetworkShare::id,
                new ShareResource(shares));
    }

    private static String target(NetworkShare share) {
        return share.target().map(Ids::plain).orElse("*");
    }

    private static Optional<UUID> target(Body body) {
        var text = body.text("target_tenant").orElseThrow();
        return text.equals("*") ? Optional.empty() : Optional.of(Body.uuid("target_tenant", text));
    }

    @Override
    public List<NetworkShare> list(Caller caller, Listing listing) {
        return shares.list(caller, listing);
    }

    @Override
    public NetworkShare get(Caller caller, UUID id) {
        return shares.get(caller, id);
    }

    @Override
    public List<NetworkShare> create(Caller caller, List<Body> bodies) {
        return shares.create(caller, bodies.stream().map(ShareResource::draft).toList());
    }

    private static NetworkShares.Draft draft(Body body) {
        var access = body.text("action").orElseThrow().substring("access_as_".length());
        return new NetworkShares.Draft(
                body.project(),
                body.uuid("object_id").orElseThrow(),
                NetworkShare.Access.valueOf(access.toUpperCase(Locale.ROOT)),
                target(body));
    }

    @Override
    public NetworkShare update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return body.has("target_tenant") ? shares.update(caller, id, target(body)) : shares.get(caller, id);
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        if (revision.isPresent()) {
            throw new CloudFault.Stale("Constrained to " + revision.get() + ", but RBAC policy "
                    + shares.get(caller, id).id() + " has no revisions");
        }
        shares.delete(caller, id);
    }
}
