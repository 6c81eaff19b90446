package brume.cloud.identity;

import static brume.cloud.upkeep.Tie.Effect.GOES;
import static brume.cloud.upkeep.Tie.Effect.HOLDS;
import static brume.cloud.upkeep.Tie.Effect.STAYS;

import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Kind;
import brume.cloud.upkeep.Tie;
import java.util.List;

/// What hangs on what among projects, users and what they may.
final class IdentityBelongings {
    private static final String IMMUTABLE = "options -> 'immutable' = 'true'";
    private static final String MARKED = "is marked immutable; take that off first";

    private IdentityBelongings() {}

    static Belongings all() {
        return new Belongings(
                List.of(
                        text("domain", "domain", "name"),
                        Kind.of("project", "select id, name, id as project from project where id = any(?::uuid[])"),
                        kind("user", "identity_user"),
                        kind("group", "identity_group"),
                        kind("role", "role"),
                        text("region", "catalog_region", "null as name"),
                        kind("service", "catalog_service"),
                        Kind.of(
                                "endpoint",
                                "select id, interface as name, null::uuid as project from catalog_endpoint"
                                        + " where id = any(?::uuid[])")),
                List.of(
                        Tie.itself("domain", "is enabled; disable it first", "domain", "id = ? and enabled"),
                        Tie.itself("domain", MARKED, "domain", "id = ? and " + IMMUTABLE),
                        Tie.itself(
                                "domain",
                                "is the default one, which stays",
                                "domain",
                                "id = ? and id = '" + Beginning.DEFAULT_DOMAIN + "'"),
                        in("project", "project"),
                        in("user", "identity_user"),
                        in("group", "identity_group"),
                        in("role", "role"),
                        Tie.itself("project", MARKED, "project", "id = ? and " + IMMUTABLE),
                        Tie.of(
                                "project",
                                "project",
                                HOLDS,
                                "is below the project",
                                "id",
                                "from project where parent = ?"),
                        Tie.of(
                                "project",
                                "user",
                                STAYS,
                                "has the project as its default, and then none",
                                "id",
                                "from identity_user where default_project = ?"),
                        Tie.of(
                                "group",
                                "user",
                                STAYS,
                                "is in the group, and loses the roles that come by it",
                                "user_id",
                                "from group_member where group_id = ?"),
                        Tie.itself("role", MARKED, "role", "id = ? and " + IMMUTABLE),
                        Tie.of(
                                "role",
                                "user",
                                STAYS,
                                "has the role, and loses it",
                                "user_id",
                                "from role_grant where role = ? and user_id is not null"),
                        Tie.of(
                                "role",
                                "group",
                                STAYS,
                                "has the role, and loses it",
                                "group_id",
                                "from role_grant where role = ? and group_id is not null"),
                        Tie.of(
                                "region",
                                "region",
                                HOLDS,
                                "is in the region",
                                "id",
                                "from catalog_region where parent = ?"),
                        Tie.of(
                                "region",
                                "endpoint",
                                HOLDS,
                                "is in the region",
                                "id",
                                "from catalog_endpoint where region = ?"),
                        Tie.of(
                                "service",
                                "endpoint",
                                GOES,
                                "is where the service answers",
                                "id",
                                "from catalog_endpoint where service = ?")));
    }

    private static Tie in(String kind, String table) {
        return Tie.of("domain", kind, GOES, "is in the domain", "id", "from " + table + " where domain = ?");
    }

    private static Kind kind(String word, String table) {
        return Kind.of(word, "select id, name, null::uuid as project from " + table + " where id = any(?::uuid[])");
    }

    private static Kind text(String word, String table, String name) {
        return Kind.texts(word, "select id, " + name + ", null::uuid as project from " + table + " where id = any(?)");
    }
}
