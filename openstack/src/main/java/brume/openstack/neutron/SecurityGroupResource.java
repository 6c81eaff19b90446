package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.network.SecurityGroup;
import brume.cloud.network.SecurityGroupRule;
import brume.cloud.network.SecurityGroups;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `security-groups`
final class SecurityGroupResource implements Resource.Verbs<SecurityGroup> {
    private final SecurityGroups groups;

    private SecurityGroupResource(SecurityGroups groups) {
        this.groups = groups;
    }

    static Resource<SecurityGroup> of(SecurityGroups groups, Resource<SecurityGroupRule> rules) {
        var own = List.of(
                Attribute.<SecurityGroup>of("stateful", SecurityGroup::stateful)
                        .in(Shape.flag())
                        .by("stateful"),
                Attribute.<SecurityGroup>of(
                        "security_group_rules",
                        g -> g.rules().stream()
                                .map(rule -> rules.view(Caller.cloud("view"), rule, java.util.Set.of()))
                                .toList()));
        return new Resource<>(
                "security_group",
                "security_groups",
                "security-groups",
                Attributes.named(SecurityGroup::standing, own),
                SecurityGroup::id,
                new SecurityGroupResource(groups));
    }

    @Override
    public List<SecurityGroup> list(Caller caller, Listing listing) {
        return groups.list(caller, listing);
    }

    @Override
    public SecurityGroup get(Caller caller, UUID id) {
        return groups.get(caller, id);
    }

    @Override
    public List<SecurityGroup> create(Caller caller, List<Body> bodies) {
        return groups.create(
                caller,
                bodies.stream()
                        .map(body -> new SecurityGroups.Draft(body.project(), wish(body)))
                        .toList());
    }

    private static SecurityGroups.Wish wish(Body body) {
        return new SecurityGroups.Wish(body.text("name"), body.text("description"), body.flag("stateful"));
    }

    @Override
    public SecurityGroup update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        return groups.update(caller, id, revision, wish(body));
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        groups.delete(caller, id, revision);
    }
}
