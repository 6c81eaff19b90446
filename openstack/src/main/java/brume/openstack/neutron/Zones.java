package brume.openstack.neutron;

import brume.base.shape.Shape;
import java.util.List;

/// The one availability zone that networks and routers are in: they are wherever they are needed.
final class Zones {
    static final List<String> ALL = List.of("nova");
    static final Shape HINTS = Shape.many(Shape.oneOf("nova"));

    private Zones() {}
}
