package brume.openstack.nova;

import brume.base.json.Fields;
import brume.base.shape.Version;
import brume.cloud.compute.Flavor;
import brume.cloud.compute.Size;
import java.util.LinkedHashMap;
import java.util.Map;

/// Flavors on the wire: memory in MiB, disks in GiB, swap in MiB.
final class FlavorView {
    private static final int MIB = 20;
    private static final int GIB = 30;

    private FlavorView() {}

    static Map<String, Object> brief(Flavor flavor, Links links, Version version) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", flavor.id());
        view.put("name", flavor.name());
        if (version.atLeast(2, 55)) view.put("description", flavor.description().orElse(null));
        view.put("links", links.of("flavors/" + flavor.id()));
        return view;
    }

    static Map<String, Object> full(Flavor flavor, Links links, Version version) {
        var view = brief(flavor, links, version);
        view.put("ram", flavor.memoryBytes() >> MIB);
        view.put("disk", flavor.diskBytes() >> GIB);
        view.put("vcpus", flavor.vcpus());
        view.put("swap", swap(flavor, version));
        view.put("OS-FLV-EXT-DATA:ephemeral", flavor.ephemeralBytes() >> GIB);
        view.put("OS-FLV-DISABLED:disabled", false);
        view.put("os-flavor-access:is_public", flavor.open());
        view.put("rxtx_factor", flavor.rxtxFactor());
        if (version.atLeast(2, 61)) view.put("extra_specs", flavor.extraSpecs());
        return view;
    }

    /// No swap was an empty string for a long time.
    private static Object swap(Flavor flavor, Version version) {
        long swap = flavor.swapBytes() >> MIB;
        return swap == 0 && !version.atLeast(2, 75) ? "" : swap;
    }

    /// A server's own copy.
    static void write(Fields out, Size size, Links links, Version version) {
        out.begin();
        if (version.atLeast(2, 47)) {
            out.put("original_name", size.name());
            out.put("vcpus", size.vcpus());
            out.put("ram", size.memoryBytes() >> MIB);
            out.put("disk", size.diskBytes() >> GIB);
            out.put("ephemeral", size.ephemeralBytes() >> GIB);
            out.put("swap", size.swapBytes() >> MIB);
            out.put("extra_specs", size.extraSpecs());
        } else {
            out.put("id", size.flavor());
            links.bookmark(out, "flavors/", size.flavor());
        }
        out.end();
    }
}
