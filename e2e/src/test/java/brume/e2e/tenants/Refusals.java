package brume.e2e.tenants;

import brume.cloud.access.Rule;
import brume.cloud.access.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What whoever may not is told, by every route.
///
/// A thing that he sees, but may not do this to, is forbidden (403). One that he does not see is not there (404).
/// Where a path names no thing of a project, nothing can be given away: it is forbidden. So is all of identity, as
/// Keystone asks who may before it looks for anything; and all of what a network is made of to who sees nothing of
/// networks.
final class Refusals {
    private static final int WRONG = 400;
    private static final int FORBIDDEN = 403;
    private static final int ABSENT = 404;

    /// Services that look for nothing before they have asked who may.
    private static final Set<String> ASK_FIRST = Set.of("/identity", "/admin");

    /// Another answer than the rule's.
    private enum Instead {
        WRONG,
        FORBIDDEN,
        ABSENT,
        /// As of a thing of alpha's that the path names.
        OF_ALPHA,
        /// As of a thing of a network that is not there: who sees nothing of networks is not told that.
        OF_NO_NETWORK
    }

    /// By method and end of the path.
    private static final Map<String, Instead> EXCEPTIONS = Stream.of(
                    // Neutron shows nothing of what its policy refuses to show, and a quota is a thing to it.
                    Map.entry("GET /v2.0/quotas/{id:project}", Instead.OF_ALPHA),
                    Map.entry("GET /v2.0/quotas/{id:project}/default", Instead.OF_ALPHA),
                    Map.entry("GET /v2.0/quotas/{id:project}/details", Instead.OF_ALPHA),
                    Map.entry("GET /v2.0/quotas/{id:project}/details.json", Instead.OF_ALPHA),
                    Map.entry("GET /v2.0/agents/{id:agent}", Instead.ABSENT),
                    // Administrators count the addresses of all networks: nobody else's network is looked for.
                    Map.entry("GET /v2.0/network-ip-availabilities/{id:network}", Instead.FORBIDDEN),
                    // The path names a kind that is not there, and so nobody's rule can be asked for.
                    Map.entry("GET /holds/{kind:word}/{id:text}", Instead.ABSENT),
                    // Nova looks for the key among what it may read, before Glance is asked to change it.
                    Map.entry("DELETE /images/{image:image}/metadata/{key:text}", Instead.ABSENT),
                    // The image has no such member, who alone could answer.
                    Map.entry("PUT /v2/images/{image:image}/members/{member:project}", Instead.ABSENT),
                    // Who may is whose the network or group is that a body names: these name one that is not there.
                    Map.entry("POST /v2.0/subnets", Instead.OF_NO_NETWORK),
                    Map.entry("POST /v2.0/security-group-rules", Instead.OF_NO_NETWORK),
                    Map.entry("POST /os-floating-ips", Instead.OF_NO_NETWORK),
                    // The least that the shape allows is no wish that could be granted: it is read first.
                    Map.entry("POST /servers", Instead.WRONG),
                    Map.entry("POST /os-security-group-rules", Instead.WRONG))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private final Rule networks;
    private final Belongings alphas;
    private final Target alpha;

    /// @param alphas the things that paths name
    /// @param alpha  whose they are
    Refusals(Catalogue catalogue, Belongings alphas, Target alpha) {
        this.networks = catalogue.actions().get("network:resources:see").rule();
        this.alphas = alphas;
        this.alpha = alpha;
    }

    /// The status of the answer to who may not.
    int status(On on, Persona persona) {
        return exception(on).map(instead -> instead(instead, persona)).orElseGet(() -> byRule(on, persona));
    }

    /// Exceptions that say of no cell anything else than the rule.
    List<String> needless(List<On> routes, List<Persona> personas) {
        return EXCEPTIONS.keySet().stream()
                .filter(exception -> routes.stream()
                        .filter(on -> is(on, exception))
                        .noneMatch(on ->
                                personas.stream().anyMatch(persona -> status(on, persona) != byRule(on, persona))))
                .toList();
    }

    private static Optional<Instead> exception(On on) {
        return EXCEPTIONS.entrySet().stream()
                .filter(entry -> is(on, entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean is(On on, String methodAndEnd) {
        int space = methodAndEnd.indexOf(' ');
        return on.route().method().equals(methodAndEnd.substring(0, space))
                && on.route().path().toString().endsWith(methodAndEnd.substring(space + 1));
    }

    private int instead(Instead instead, Persona persona) {
        return switch (instead) {
            case WRONG -> WRONG;
            case FORBIDDEN -> FORBIDDEN;
            case ABSENT -> ABSENT;
            case OF_ALPHA -> sees(persona) ? FORBIDDEN : ABSENT;
            case OF_NO_NETWORK -> seesNetworks(persona) ? ABSENT : FORBIDDEN;
        };
    }

    private int byRule(On on, Persona persona) {
        if (ASK_FIRST.contains(on.service().prefix())) return FORBIDDEN;
        // A project in a path says whose, and is no thing of it.
        var thing = Places.kinds(on.route()).stream()
                .filter(alphas.ids()::containsKey)
                .filter(kind -> !kind.equals("project"))
                .findFirst();
        if (thing.isEmpty()) return FORBIDDEN;
        if (alphas.isOfNetworks(thing.get()) && !seesNetworks(persona)) return FORBIDDEN;
        boolean seen = thing.get().equals("key-pair") ? isOwner(persona) : sees(persona);
        return seen ? FORBIDDEN : ABSENT;
    }

    /// Key pairs are a user's, whatever the project.
    private boolean isOwner(Persona persona) {
        return alpha.user().equals(persona.own().user());
    }

    /// Whether the things of alpha's project are there for him. They are not for who administers its domain: what is
    /// in a project is not the domain's.
    private boolean sees(Persona persona) {
        return persona.overlooks() || persona.own().project().equals(alpha.project());
    }

    private boolean seesNetworks(Persona persona) {
        return networks.allows(persona.caller(), Target.ANY);
    }
}
