package brume.app.demo;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One instance, as its owner asks for it and sees it.
public final class Server {
    private final OpenStack client;
    private final String id;
    private final Patience patience;

    public Server(OpenStack client, String id, Patience patience) {
        this.client = client;
        this.id = id;
        this.patience = patience;
    }

    public String id() {
        return id;
    }

    public boolean seen() {
        return client.find("compute", path()).isPresent();
    }

    public JsonNode show() {
        return client.get("compute", path()).path("server");
    }

    /// Waits until its status is this one and no task is at work.
    ///
    /// @throws IllegalStateException when it is in ERROR, with the fault, or the time is over
    public void becomes(String status) {
        Wait.until(patience.state(), () -> status + " (" + state() + ")", () -> {
            var now = show();
            var seen = now.path("status").asString();
            if (seen.equals("ERROR") && !status.equals("ERROR"))
                throw new IllegalStateException("it is in ERROR: " + fault(now));
            boolean busy = !now.path("OS-EXT-STS:task_state").isNull();
            return seen.equals(status) && !busy ? Optional.of(seen) : Optional.empty();
        });
    }

    private static String fault(JsonNode server) {
        var fault = server.path("fault");
        var details = fault.path("details").asString("");
        return fault.path("message").asString("for no reason that is told")
                + (details.isEmpty() ? "" : " (" + details + ")");
    }

    /// Its first fixed address.
    public String address() {
        for (var entry : show().path("addresses"))
            for (var address : entry)
                if (address.path("OS-EXT-IPS:type").asString("fixed").equals("fixed"))
                    return address.path("addr").asString();
        throw new IllegalStateException("it has no address");
    }

    /// Its network port.
    public String port() {
        var ports = client.get("network", "/v2.0/ports?device_id=" + id).path("ports");
        if (ports.isEmpty()) throw new IllegalStateException("it has no port");
        return ports.get(0).path("id").asString();
    }

    public String console() {
        var body = Map.of("os-getConsoleOutput", Map.of("length", 50));
        return client.post("compute", path() + "/action", body).path("output").asString("");
    }

    /// `pause`, `unpause`, `os-stop`, `os-start`.
    public void act(String action) {
        var body = new HashMap<String, Object>(Collections.singletonMap(action, null));
        client.post("compute", path() + "/action", body);
    }

    /// @param kind `SOFT` or `HARD`
    public void reboot(String kind) {
        client.post("compute", path() + "/action", Map.of("reboot", Map.of("type", kind)));
    }

    /// Deletes it, and waits until it is gone.
    public void delete() {
        client.delete("compute", path());
        Wait.untilTrue(patience.state(), "gone", () -> !seen());
    }

    private String state() {
        var now = show();
        return "it is " + now.path("status").asString() + ", task "
                + now.path("OS-EXT-STS:task_state").asString("none");
    }

    private String path() {
        return "/v2.1/servers/" + id;
    }
}
