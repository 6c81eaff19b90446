package brume.openstack.keystone;

import brume.base.shape.Shape;

/// What may stand in Keystone's queries. It refuses no value here: [Asked] makes something of each.
final class Queries {
    private static final Shape TEXT = Shape.unchecked(Shape.text(255));
    private static final Shape FLAG = Shape.unchecked(Shape.flag());
    private static final Shape ID = Shape.unchecked(Shape.uuid());
    /// A domain's is no UUID.
    private static final Shape NAMED = Shape.unchecked(Shape.text("[a-zA-Z0-9-]{1,64}", 64, "an id"));

    static final Shape.Fields NAME = Shape.open().with("name", TEXT);
    static final Shape.Fields IN_DOMAIN = NAME.with("domain_id", NAMED);
    static final Shape.Fields USERS = IN_DOMAIN.with("enabled", FLAG);
    static final Shape.Fields DOMAINS = NAME.with("id", NAMED).with("enabled", FLAG);

    static final Shape.Fields PROJECTS_OF_USER = USERS.with("parent_id", NAMED)
            .with("tags", TEXT)
            .with("tags-any", TEXT)
            .with("not-tags", TEXT)
            .with("not-tags-any", TEXT);

    /// Domains may be asked for here too, by what they are asked for elsewhere.
    static final Shape.Fields PROJECTS =
            PROJECTS_OF_USER.with("is_domain", FLAG).with("id", NAMED);

    static final Shape.Fields FAMILY = Shape.open()
            .with("parents_as_list", FLAG)
            .with("parents_as_ids", FLAG)
            .with("subtree_as_list", FLAG)
            .with("subtree_as_ids", FLAG);

    static final Shape.Fields SERVICES = NAME.with("type", TEXT);
    static final Shape.Fields ENDPOINTS = Shape.open()
            .with("service_id", ID)
            .with("region_id", TEXT)
            .with("region", TEXT)
            .with("interface", Shape.unchecked(Shape.oneOf("public", "internal", "admin")));
    static final Shape.Fields REGIONS = Shape.open().with("parent_region_id", TEXT);
    static final Shape.Fields TOKEN = Shape.open().with("nocatalog", FLAG);

    static final Shape.Fields ASSIGNMENTS = Shape.open()
            .with("effective", FLAG)
            .with("include_subtree", FLAG)
            .with("include_names", FLAG)
            .with("user.id", ID)
            .with("group.id", ID)
            .with("role.id", ID)
            .with("scope.project.id", ID)
            .with("scope.domain.id", NAMED)
            .with("scope.system", TEXT)
            .with("scope." + GrantsApi.INHERITED, Shape.unchecked(Shape.oneOf("projects")));

    private Queries() {}
}
