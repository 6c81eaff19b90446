package brume.openstack.nova;

import brume.base.json.Fields;
import brume.base.json.Written;
import brume.base.shape.Version;
import brume.cloud.compute.Flavor;
import brume.cloud.compute.Size;
import java.util.List;

/// Flavors on the wire: memory in MiB, disks in GiB, swap in MiB.
final class FlavorView {
    private static final String FLAVORS = "flavors/";
    private static final int MIB = 20;
    private static final int GIB = 30;

    private FlavorView() {}

    /// Flavors of a list.
    ///
    /// @param whole whether with details
    static Written listed(List<Flavor> flavors, boolean whole, Links links, Version version) {
        var to = links.to(FLAVORS);
        return out -> {
            out.beginList();
            for (var flavor : flavors) {
                out.begin();
                core(out, flavor, to, version);
                if (whole) details(out, flavor, version);
                out.end();
            }
            out.endList();
        };
    }

    /// One flavor.
    static Written full(Flavor flavor, Links links, Version version) {
        return out -> {
            out.begin();
            core(out, flavor, links.to(FLAVORS), version);
            details(out, flavor, version);
            out.end();
        };
    }

    private static void core(Fields out, Flavor flavor, Links.Kind links, Version version) {
        out.put("id", flavor.id());
        out.put("name", flavor.name());
        if (version.atLeast(2, 55)) out.put("description", flavor.description().orElse(null));
        links.of(out, flavor.id());
    }

    private static void details(Fields out, Flavor flavor, Version version) {
        out.put("ram", flavor.memoryBytes() >> MIB);
        out.put("disk", flavor.diskBytes() >> GIB);
        out.put("vcpus", flavor.vcpus());
        swap(out, flavor.swapBytes() >> MIB, version);
        out.put("OS-FLV-EXT-DATA:ephemeral", flavor.ephemeralBytes() >> GIB);
        out.put("OS-FLV-DISABLED:disabled", false);
        out.put("os-flavor-access:is_public", flavor.open());
        out.put("rxtx_factor", flavor.rxtxFactor());
        if (version.atLeast(2, 61)) out.put("extra_specs", flavor.extraSpecs());
    }

    /// No swap was an empty string for a long time.
    private static void swap(Fields out, long mebibytes, Version version) {
        if (mebibytes == 0 && !version.atLeast(2, 75)) out.put("swap", "");
        else out.put("swap", mebibytes);
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
            links.to(FLAVORS).bookmark(out, size.flavor());
        }
        out.end();
    }
}
