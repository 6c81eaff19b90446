package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import brume.cloud.network.SecurityGroupRule;
import brume.cloud.network.SecurityGroupRules;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// `security-group-rules`
final class SecurityGroupRuleResource implements Resource.Verbs<SecurityGroupRule> {
    private static final Shape PORT = Shape.nullable(Shape.whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
    private static final Shape PROTOCOL = Shape.nullable(Shape.either(Shape.whole(0, 255), Shape.text(64)));
    private static final List<Attribute<SecurityGroupRule>> OWN = List.of(
            Attribute.<SecurityGroupRule>of("security_group_id", SecurityGroupRule::group)
                    .need(Shape.text(64))
                    .by("group"),
            Attribute.<SecurityGroupRule>of(
                            "direction", r -> r.direction().name().toLowerCase(Locale.ROOT))
                    .need(Shape.oneOf("ingress", "egress"))
                    .by("direction"),
            Attribute.<SecurityGroupRule>of("ethertype", r -> "IPv" + r.ipVersion())
                    .post(Shape.oneOf("IPv4", "IPv6", "ipv4", "ipv6"))
                    .by("ip_version"),
            Attribute.<SecurityGroupRule>of("protocol", r -> r.protocol().orElse(null))
                    .post(PROTOCOL)
                    .by("protocol"),
            Attribute.<SecurityGroupRule>of("port_range_min", r -> r.low().orElse(null))
                    .post(PORT)
                    .by("low"),
            Attribute.<SecurityGroupRule>of("port_range_max", r -> r.high().orElse(null))
                    .post(PORT)
                    .by("high"),
            Attribute.<SecurityGroupRule>of("remote_ip_prefix", r -> Attributes.orNull(r.remote()))
                    .post(Shape.nullable(SubnetResource.ADDRESS))
                    .by("remote"),
            Attribute.of("normalized_cidr", r -> Attributes.orNull(r.remoteCidr())),
            Attribute.<SecurityGroupRule>of(
                            "remote_group_id", r -> r.remoteGroup().orElse(null))
                    .post(Shape.nullable(Shape.text(64)))
                    .by("remote_group"));

    private final SecurityGroupRules rules;

    private SecurityGroupRuleResource(SecurityGroupRules rules) {
        this.rules = rules;
    }

    static Resource<SecurityGroupRule> of(SecurityGroupRules rules) {
        return new Resource<>(
                "security_group_rule",
                "security_group_rules",
                "security-group-rules",
                Attributes.plain(SecurityGroupRule::standing, OWN).stream()
                        .map(attribute -> attribute.name().equals("description")
                                ? new Attribute<>(
                                        attribute.name(),
                                        attribute.render(),
                                        attribute.post(),
                                        Optional.empty(),
                                        false,
                                        attribute.column(),
                                        attribute.seen())
                                : attribute)
                        .toList(),
                SecurityGroupRule::id,
                new SecurityGroupRuleResource(rules));
    }

    @Override
    public List<SecurityGroupRule> list(Caller caller, Listing listing) {
        return rules.list(caller, listing);
    }

    @Override
    public SecurityGroupRule get(Caller caller, UUID id) {
        return rules.get(caller, id);
    }

    @Override
    public List<SecurityGroupRule> create(Caller caller, List<Body> bodies) {
        return rules.create(
                caller, bodies.stream().map(SecurityGroupRuleResource::draft).toList());
    }

    private static SecurityGroupRules.Draft draft(Body body) {
        return new SecurityGroupRules.Draft(
                body.project(),
                group(body, "security_group_id").orElseThrow(),
                body.text("description").orElse(""),
                Direction.valueOf(body.text("direction").orElseThrow().toUpperCase(Locale.ROOT)),
                body.text("ethertype").filter(text -> text.endsWith("6")).isPresent() ? 6 : 4,
                body.text("protocol").filter(text -> !text.isEmpty()),
                body.whole("port_range_min"),
                body.whole("port_range_max"),
                body.prefix("remote_ip_prefix"),
                group(body, "remote_group_id"));
    }

    /// A group that is named by no UUID is one that does not exist.
    private static Optional<UUID> group(Body body, String name) {
        return body.text(name)
                .map(text -> Ids.parse(text).orElseThrow(() -> new CloudFault.NotFound("security_group", text)));
    }

    @Override
    public SecurityGroupRule update(Caller caller, UUID id, Optional<Long> revision, Body body) {
        throw new CloudFault.Unsupported("rules are never changed");
    }

    @Override
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        rules.delete(caller, id, revision);
    }
}
