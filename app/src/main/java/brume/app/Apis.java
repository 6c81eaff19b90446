package brume.app;

import brume.base.http.Service;
import brume.openstack.Authentication;
import brume.openstack.glance.Glance;
import brume.openstack.keystone.Keystone;
import java.util.ArrayList;
import java.util.List;

/// The published APIs over a control plane, each mounted under its name.
public final class Apis {
    private Apis() {}

    public static List<Service> of(ControlPlane control) {
        var authentication = new Authentication(control.identity(), control.journal());
        var services = new ArrayList<Service>();
        services.add(Keystone.service(control.identity(), authentication));
        services.add(Glance.service("/image", control.images(), authentication));
        services.add(Front.service(services));
        return services;
    }
}
