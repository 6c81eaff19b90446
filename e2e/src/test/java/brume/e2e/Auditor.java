package brume.e2e;

import brume.app.demo.OpenStack;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// An administrator who lets the cloud look itself over.
final class Auditor {
    private final AdminDoor door;

    /// @param api the cloud's origin
    Auditor(URI api, OpenStack admin) {
        door = new AdminDoor(api, admin);
    }

    /// What is amiss now, or was and is repaired; a line each.
    List<String> findings() {
        door.post("/admin/audit");
        return door.get("/admin/audit")
                .path("findings")
                .valueStream()
                .map(JsonNode::toString)
                .toList();
    }
}
