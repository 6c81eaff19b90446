package brume.app;

import brume.base.http.Service;
import java.util.ArrayList;
import java.util.List;

/// The published APIs over a control plane, each mounted under its name.
public final class Apis {
    private Apis() {}

    public static List<Service> of(ControlPlane control) {
        var services = new ArrayList<Service>();
        services.add(Front.service(services));
        return services;
    }
}
