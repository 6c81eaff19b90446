package brume.cloud.identity;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be allowed or refused here.
public final class IdentityActions {
    private static final Rule OVERSEER = new Rule.InSystem("reader");
    private static final Rule DOMAIN_READER = Rule.anyOf(OVERSEER, new Rule.InDomain("reader"));
    private static final Rule DOMAIN_ADMIN = new Rule.InDomain("admin");

    public static final Action TOKEN_READ = Action.of("identity:tokens:read", Rule.ANYONE);
    public static final Action TOKEN_READ_OTHERS = Action.of("identity:tokens:read-others", OVERSEER);
    public static final Action TOKEN_REVOKE_OTHERS = Action.of("identity:tokens:revoke-others", Rule.ADMIN);
    public static final Action OWN_SCOPES = Action.of("identity:scopes:list-own", Rule.ANYONE);

    public static final Action DOMAIN_GET =
            Action.of("identity:domains:get", Rule.anyOf(DOMAIN_READER, new Rule.Inhabitant()));
    public static final Action DOMAIN_LIST = Action.of("identity:domains:list", DOMAIN_READER);
    public static final Action DOMAIN_CHANGE = Action.of("identity:domains:change", Rule.ADMIN);

    public static final Action PROJECT_GET = Action.of("identity:projects:get", Rule.anyOf(DOMAIN_READER, Rule.READER));
    public static final Action PROJECT_LIST = Action.of("identity:projects:list", DOMAIN_READER);
    public static final Action PROJECT_LIST_OF_USER =
            Action.of("identity:projects:list-of-user", Rule.anyOf(DOMAIN_READER, Rule.OWNER));
    public static final Action PROJECT_CHANGE = Action.of("identity:projects:change", DOMAIN_ADMIN);
    public static final Action PROJECT_TAG =
            Action.of("identity:projects:tag", Rule.anyOf(DOMAIN_ADMIN, new Rule.InProject("admin")));

    public static final Action USER_GET = Action.of("identity:users:get", Rule.anyOf(DOMAIN_READER, Rule.OWNER));
    public static final Action USER_LIST = Action.of("identity:users:list", DOMAIN_READER);
    public static final Action USER_CHANGE = Action.of("identity:users:change", DOMAIN_ADMIN);
    public static final Action USER_PASSWORD = Action.of("identity:users:change-own-password", Rule.ANYONE);

    public static final Action GROUP_GET = Action.of("identity:groups:get", DOMAIN_READER);
    public static final Action GROUP_LIST = Action.of("identity:groups:list", DOMAIN_READER);
    public static final Action GROUP_LIST_OF_USER =
            Action.of("identity:groups:list-of-user", Rule.anyOf(DOMAIN_READER, Rule.OWNER));
    public static final Action GROUP_CHANGE = Action.of("identity:groups:change", DOMAIN_ADMIN);

    public static final Action ROLE_GET = Action.of("identity:roles:get", OVERSEER);
    public static final Action ROLE_CHANGE = Action.of("identity:roles:change", Rule.ADMIN);
    public static final Action GRANT_READ = Action.of("identity:grants:read", DOMAIN_READER);
    public static final Action GRANT_CHANGE = Action.of("identity:grants:change", DOMAIN_ADMIN);
    public static final Action ASSIGNMENT_LIST = Action.of("identity:assignments:list", DOMAIN_READER);

    public static final Action CREDENTIAL_CREATE = Action.of("identity:credentials:create", Rule.OWNER);
    public static final Action CREDENTIAL_READ =
            Action.of("identity:credentials:read", Rule.anyOf(OVERSEER, Rule.OWNER));
    public static final Action CREDENTIAL_DELETE =
            Action.of("identity:credentials:delete", Rule.anyOf(Rule.ADMIN, Rule.OWNER));

    public static final Action REGION_READ = Action.of("identity:regions:read", Rule.ANYONE);
    public static final Action CATALOG_READ = Action.of("identity:catalog:read", OVERSEER);
    public static final Action CATALOG_CHANGE = Action.of("identity:catalog:change", Rule.ADMIN);

    /// All of them.
    public static final List<Action> ALL = List.of(
            TOKEN_READ,
            TOKEN_READ_OTHERS,
            TOKEN_REVOKE_OTHERS,
            OWN_SCOPES,
            DOMAIN_GET,
            DOMAIN_LIST,
            DOMAIN_CHANGE,
            PROJECT_GET,
            PROJECT_LIST,
            PROJECT_LIST_OF_USER,
            PROJECT_CHANGE,
            PROJECT_TAG,
            USER_GET,
            USER_LIST,
            USER_CHANGE,
            USER_PASSWORD,
            GROUP_GET,
            GROUP_LIST,
            GROUP_LIST_OF_USER,
            GROUP_CHANGE,
            ROLE_GET,
            ROLE_CHANGE,
            GRANT_READ,
            GRANT_CHANGE,
            ASSIGNMENT_LIST,
            CREDENTIAL_CREATE,
            CREDENTIAL_READ,
            CREDENTIAL_DELETE,
            REGION_READ,
            CATALOG_READ,
            CATALOG_CHANGE);

    private IdentityActions() {}
}
