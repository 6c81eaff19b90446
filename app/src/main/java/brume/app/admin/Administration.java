package brume.app.admin;

import brume.app.ControlPlane;
import brume.app.Simulation;
import brume.base.http.Service;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The service at `/admin`.
public final class Administration {
    private Administration() {}

    public static Service service(
            ControlPlane control, Optional<Simulation> simulation, Authentication authentication) {
        return new Service(
                "/admin",
                new AdminDialect(authentication),
                Stream.of(
                                new StuckApi(control.stuck()).routes(),
                                new AuditApi(control.audit()).routes(),
                                new HoldsApi(control.deletions()).routes(),
                                new StrangersApi(
                                                control.hosts(),
                                                control.compute().adoption(),
                                                control.identity().projects())
                                        .routes(),
                                new PurgesApi(control.purges()).routes(),
                                new FencesApi(control.hosts().fences()).routes(),
                                new SimulationApi(simulation).routes())
                        .flatMap(List::stream)
                        .toList());
    }
}
