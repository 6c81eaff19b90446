package brume.openstack.keystone;

import brume.base.shape.Shape;
import java.util.Optional;
import java.util.regex.Pattern;

/// The shapes of Keystone's bodies. What is not named is kept with the thing, so most are open.
final class Shapes {
    private static final Shape FLAG = new Shape.Flag(false);
    private static final Shape ID = Shape.text("[a-zA-Z0-9-]{1,64}", 64, "an id");
    private static final Shape DESCRIPTION = Shape.nullable(Shape.text(65_535));
    private static final Shape TAG = Shape.text("[^,/]{1,255}", 255, "a tag");
    static final Shape TAGS = new Shape.Many(TAG, 0, 80, true);
    private static final Shape PROJECT_OPTIONS = Shape.nullable(Shape.closed().with("immutable", Shape.nullable(FLAG)));
    private static final Shape USER_OPTIONS = Shape.nullable(Shape.closed()
            .with("ignore_change_password_upon_first_use", Shape.nullable(FLAG))
            .with("ignore_password_expiry", Shape.nullable(FLAG))
            .with("ignore_lockout_failure_attempts", Shape.nullable(FLAG))
            .with("ignore_user_inactivity", Shape.nullable(FLAG))
            .with("lock_password", Shape.nullable(FLAG))
            .with("multi_factor_auth_enabled", Shape.nullable(FLAG))
            .with(
                    "multi_factor_auth_rules",
                    Shape.nullable(Shape.many(new Shape.Many(Shape.text(1, 64), 1, 16, true)))));

    static final Shape DOMAIN_NEW = in(
            "domain",
            domain(Shape.open()
                    .need("name", name(64))
                    .with("explicit_domain_id", Shape.text("[0-9a-f]{32}", 32, "an id"))));
    static final Shape DOMAIN_CHANGE = in("domain", domain(Shape.open().with("name", name(64))));
    static final Shape PROJECT_NEW = in("project", project(Shape.open().need("name", name(64))));
    static final Shape PROJECT_CHANGE = in("project", project(Shape.open().with("name", name(64))));
    static final Shape TAGS_CHANGE = Shape.closed().need("tags", TAGS);
    static final Shape USER_NEW = in("user", user(Shape.open().need("name", name(255))));
    static final Shape USER_CHANGE = in("user", user(Shape.open().with("name", name(255))));
    static final Shape PASSWORD_CHANGE =
            in("user", Shape.closed().need("original_password", password()).need("password", password()));
    static final Shape GROUP_NEW = in("group", group(Shape.open().need("name", name(64))));
    static final Shape GROUP_CHANGE = in("group", group(Shape.open().with("name", name(64))));
    static final Shape ROLE_NEW = in("role", role(Shape.open().need("name", name(255))));
    static final Shape ROLE_CHANGE = in("role", role(Shape.open().with("name", name(255))));
    static final Shape SERVICE_NEW = in("service", service(Shape.open().need("type", Shape.text(1, 255))));
    static final Shape SERVICE_CHANGE = in("service", service(Shape.open().with("type", Shape.text(1, 255))));
    static final Shape ENDPOINT_NEW = in(
            "endpoint",
            endpoint(Shape.open()
                    .need("interface", Shape.oneOf("public", "internal", "admin"))
                    .need("service_id", ID)
                    .need("url", url())));
    static final Shape ENDPOINT_CHANGE = in(
            "endpoint",
            endpoint(Shape.open()
                    .with("interface", Shape.oneOf("public", "internal", "admin"))
                    .with("service_id", ID)
                    .with("url", url())));
    static final Shape REGION_NEW = in("region", region(Shape.open().with("id", Shape.nullable(Shape.text(255)))));
    static final Shape REGION_CHANGE = in("region", region(Shape.open()));
    static final Shape AUTH = in("auth", auth());

    static final Shape CREDENTIAL_NEW = in(
            "application_credential",
            Shape.closed()
                    .need("name", name(255))
                    .with("description", DESCRIPTION)
                    .with("secret", Shape.nullable(Shape.text(1, 4096)))
                    .with("project_id", Shape.nullable(ID))
                    .with("expires_at", Shape.nullable(Shape.text(64)))
                    .with("unrestricted", Shape.nullable(FLAG))
                    .with(
                            "roles",
                            Shape.nullable(new Shape.Many(
                                    Shape.open().with("id", ID).with("name", Shape.text(255)), 0, 100, false)))
                    .with(
                            "access_rules",
                            Shape.nullable(new Shape.Many(
                                    Shape.open()
                                            .need("path", Shape.text("/\\S*", 128, "a path"))
                                            .need(
                                                    "method",
                                                    Shape.oneOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))
                                            .need("service", Shape.text(1, 64)),
                                    0,
                                    100,
                                    false))));

    private Shapes() {}

    private static Shape in(String member, Shape.Fields fields) {
        return Shape.open().need(member, fields);
    }

    private static Shape name(int max) {
        return new Shape.Text(1, max, Optional.of(Pattern.compile("(?s).*\\S.*")), "a name with a visible character");
    }

    private static Shape password() {
        return Shape.text(4096);
    }

    private static Shape url() {
        return Shape.text("(?s)\\S+://\\S+|\\$\\(origin\\)s\\S*", 2048, "a URL");
    }

    private static Shape.Fields domain(Shape.Fields fields) {
        return fields.with("description", DESCRIPTION)
                .with("enabled", FLAG)
                .with("tags", TAGS)
                .with("options", PROJECT_OPTIONS);
    }

    private static Shape.Fields project(Shape.Fields fields) {
        return fields.with("description", DESCRIPTION)
                .with("enabled", FLAG)
                .with("domain_id", Shape.nullable(ID))
                .with("parent_id", Shape.nullable(ID))
                .with("is_domain", FLAG)
                .with("tags", TAGS)
                .with("options", PROJECT_OPTIONS);
    }

    private static Shape.Fields user(Shape.Fields fields) {
        return fields.with("password", Shape.nullable(password()))
                .with("enabled", FLAG)
                .with("domain_id", Shape.nullable(ID))
                .with("default_project_id", Shape.nullable(ID))
                .with("description", DESCRIPTION)
                .with("options", USER_OPTIONS);
    }

    private static Shape.Fields group(Shape.Fields fields) {
        return fields.with("description", DESCRIPTION).with("domain_id", Shape.nullable(ID));
    }

    private static Shape.Fields role(Shape.Fields fields) {
        return fields.with("description", DESCRIPTION)
                .with("domain_id", Shape.nullable(ID))
                .with("options", PROJECT_OPTIONS);
    }

    private static Shape.Fields service(Shape.Fields fields) {
        return fields.with("name", Shape.nullable(Shape.text(255)))
                .with("description", DESCRIPTION)
                .with("enabled", FLAG);
    }

    private static Shape.Fields endpoint(Shape.Fields fields) {
        return fields.with("region", Shape.nullable(Shape.text(255)))
                .with("region_id", Shape.nullable(Shape.text(255)))
                .with("enabled", FLAG);
    }

    private static Shape.Fields region(Shape.Fields fields) {
        return fields.with("description", DESCRIPTION).with("parent_region_id", Shape.nullable(Shape.text(255)));
    }

    private static Shape.Fields auth() {
        var domain = Shape.open().with("id", Shape.text(64)).with("name", Shape.text(255));
        var user = Shape.open()
                .with("id", Shape.text(255))
                .with("name", Shape.text(255))
                .with("domain", domain)
                .need("password", password());
        var project = Shape.open()
                .with("id", Shape.text(64))
                .with("name", Shape.text(255))
                .with("domain", domain);
        var scope = Shape.open()
                .with("project", Shape.nullable(project))
                .with("domain", Shape.nullable(domain))
                .with("system", Shape.nullable(Shape.open().with("all", FLAG)))
                .with("unscoped", Shape.nullable(Shape.anything()));
        return Shape.open()
                .need(
                        "identity",
                        Shape.open()
                                .need("methods", new Shape.Many(Shape.text(255), 1, 16, false))
                                .with("password", Shape.open().need("user", user))
                                .with(
                                        "application_credential",
                                        Shape.open()
                                                .with("id", Shape.text(64))
                                                .with("name", Shape.text(255))
                                                .with(
                                                        "user",
                                                        Shape.open()
                                                                .with("id", Shape.text(255))
                                                                .with("name", Shape.text(255))
                                                                .with("domain", domain))
                                                .need("secret", password()))
                                .with("token", Shape.open().need("id", Shape.text(16_384))))
                .with("scope", Shape.either(Shape.oneOf("unscoped"), scope));
    }
}
