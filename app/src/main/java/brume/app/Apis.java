package brume.app;

import brume.app.admin.Administration;
import brume.base.http.Service;
import brume.openstack.Authentication;
import brume.openstack.glance.Glance;
import brume.openstack.keystone.Keystone;
import brume.openstack.neutron.Neutron;
import brume.openstack.nova.NovaApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The published APIs over a control plane, each mounted under its name.
public final class Apis {
    private Apis() {}

    /// The APIs of a real cloud.
    public static List<Service> of(ControlPlane control) {
        return of(control, Optional.empty());
    }

    /// @param simulation what can be asked of a simulated cloud alone
    public static List<Service> of(ControlPlane control, Optional<Simulation> simulation) {
        var authentication = new Authentication(control.identity(), control.journal());
        var services = new ArrayList<Service>();
        services.add(Keystone.service(control.identity(), authentication));
        services.add(Glance.service("/image", control.images(), authentication));
        services.add(NovaApi.service(
                authentication,
                control.compute(),
                control.placement(),
                control.hosts(),
                control.networks(),
                control.images(),
                control.quotas(),
                control.sql(),
                control.clock(),
                control.ids()));
        services.add(new Neutron(control.networks(), authentication).service());
        services.add(Administration.service(control, simulation, authentication));
        services.add(Front.service(services));
        return services;
    }
}
