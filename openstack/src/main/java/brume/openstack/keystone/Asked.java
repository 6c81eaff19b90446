package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.id.Ids;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a query asks for, in Keystone's way: what it does not know it leaves be.
final class Asked {
    private Asked() {}

    static Optional<String> text(Request request, String name) {
        return request.query().last(name);
    }

    /// Everything but `0` and `false` is true, nothing after the `=` as well.
    static Optional<Boolean> flag(Request request, String name) {
        return text(request, name).map(v -> !v.equals("0") && !v.equalsIgnoreCase("false"));
    }

    static boolean is(Request request, String name) {
        return flag(request, name).orElse(false);
    }

    /// An id; one that can be no id of ours finds nothing.
    static Optional<UUID> uuid(Request request, String name) {
        return text(request, name).map(v -> Ids.parse(v).orElse(new UUID(0, 0)));
    }

    /// Separated by commas.
    static List<String> texts(Request request, String name) {
        return text(request, name).map(v -> List.of(v.split(","))).orElse(List.of());
    }

    static void storable(Request request) {
        for (var pair : request.query().pairs()) {
            if (pair.value().indexOf(0) >= 0) {
                throw new CloudFault.Invalid("the query holds characters that no name has");
            }
        }
    }
}
