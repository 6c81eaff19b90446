package brume.e2e.doors;

import brume.base.http.Route;
import brume.base.http.Service;
import brume.e2e.doors.Attack.Draft;
import brume.e2e.tenants.Places;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All hostile requests that can be made from a route's declaration.
final class Attacks {
    private final BadBodies bodies;
    private final BadHeads heads;

    /// @param members what samples name, by the names of members
    Attacks(Places places, Map<String, String> members, List<Service> services) {
        var good = new Good(places, members);
        bodies = new BadBodies(good);
        heads = new BadHeads(good, services);
    }

    /// What must be refused, or may be answered where it reads only.
    Stream<Draft> on(Service service, Route route) {
        return Stream.concat(bodies.on(service, route), heads.on(service, route));
    }

    /// Bodies that the declaration takes, but of which the handler may not like what they say.
    Stream<Draft> doubtful(Service service, Route route) {
        return bodies.doubtful(service, route);
    }
}
