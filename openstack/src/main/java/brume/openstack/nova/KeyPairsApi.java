package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.KeyPair;
import brume.cloud.compute.KeyPairs;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `/os-keypairs`.
final class KeyPairsApi {
    private static final int MOST = 1000;
    private static final Shape TYPE = Shape.oneOf("ssh", "x509");
    private static final Shape CREATE = Shape.closed()
            .need(
                    "keypair",
                    Shape.closed()
                            .need("name", Shape.text("[a-zA-Z0-9 _-]+", 255, "a name"), Versions.until(2, 91))
                            .need("name", Shape.text("[a-zA-Z0-9 _@.-]+", 255, "a name"), Versions.since(2, 92))
                            .with("public_key", Shape.text(1, 65_535), Versions.until(2, 91))
                            .need("public_key", Shape.text(1, 65_535), Versions.since(2, 92))
                            .with("type", TYPE, Versions.since(2, 2))
                            .with("user_id", Shape.text(1, 255), Versions.since(2, 10)));

    private static final Shape.Fields OWNER = Shape.open().with("user_id", Pages.ANY_ID, Versions.since(2, 10));
    private static final Shape.Fields LIST = OWNER.with("limit", Pages.ANY_NUMBER, Versions.since(2, 35))
            .with("marker", Pages.ANY_TEXT, Versions.since(2, 35));

    private final KeyPairs pairs;

    KeyPairsApi(KeyPairs pairs) {
        this.pairs = pairs;
    }

    void routes(RouteTable table) {
        var one = "/os-keypairs/{name:key-pair}";
        table.add("GET", "/os-keypairs", ComputeActions.KEY_PAIRS_USE, this::list, r -> r.query(LIST));
        table.add("POST", "/os-keypairs", ComputeActions.KEY_PAIRS_USE, this::create, r -> r.body(CREATE));
        table.add("GET", one, ComputeActions.KEY_PAIRS_USE, this::show, r -> r.query(OWNER));
        table.add("DELETE", one, ComputeActions.KEY_PAIRS_USE, this::delete, r -> r.query(OWNER));
    }

    /// Another user, for administrators since 2.10.
    private static Optional<UUID> owner(Request request) {
        if (!request.version().atLeast(2, 10)) return Optional.empty();
        return request.query()
                .last("user_id")
                .map(text -> Ids.parse(text).orElseThrow(() -> new CloudFault.NotFound("user", text)));
    }

    private static Map<String, Object> brief(Request request, KeyPair pair) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", pair.name());
        view.put("public_key", pair.publicKey());
        view.put("fingerprint", pair.fingerprint());
        if (request.version().atLeast(2, 2)) view.put("type", pair.type().name().toLowerCase(Locale.ROOT));
        return view;
    }

    private Response list(Request request) {
        boolean paged = request.version().atLeast(2, 35);
        int limit = paged ? Pages.limit(request.query(), MOST) : MOST;
        var marker = paged ? request.query().last("marker") : Optional.<String>empty();
        var found = pairs.list(caller(request), owner(request), marker, limit);
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "keypairs",
                found.stream()
                        .map(pair -> Map.of("keypair", brief(request, pair)))
                        .toList());
        if (paged && request.query().has("limit") && found.size() == limit) {
            body.put(
                    "keypairs_links",
                    new Links(request).next("os-keypairs", found.getLast().name()));
        }
        return Response.json(200, body);
    }

    private Response create(Request request) {
        var asked = request.json().get("keypair");
        var name = asked.get("name").stringValue();
        if (!name.equals(name.strip())) throw new CloudFault.Invalid("A key pair's name has no spaces around it.");
        var owner = Optional.ofNullable(asked.get("user_id"))
                .map(node -> Ids.parse(node.stringValue())
                        .orElseThrow(() -> new CloudFault.Invalid("user_id is no user's id")));
        var type = asked.has("type") && asked.get("type").stringValue().equals("x509")
                ? KeyPair.Type.X509
                : KeyPair.Type.SSH;
        var secret = Optional.<String>empty();
        KeyPair pair;
        if (asked.has("public_key")) {
            pair = pairs.take(
                    caller(request), owner, name, type, asked.get("public_key").stringValue());
        } else if (type == KeyPair.Type.X509) {
            throw new CloudFault.Invalid("X509 certificates are not made here: bring your own.");
        } else {
            var made = pairs.make(caller(request), owner, name);
            pair = made.pair();
            secret = Optional.of(made.privateKey());
        }
        var view = brief(request, pair);
        view.put("user_id", Ids.plain(pair.owner()));
        secret.ifPresent(key -> view.put("private_key", key));
        return Response.json(request.version().atLeast(2, 2) ? 201 : 200, Map.of("keypair", view));
    }

    private Response show(Request request) {
        var pair = pairs.find(caller(request), owner(request), request.place("name"));
        var view = brief(request, pair);
        view.put("user_id", Ids.plain(pair.owner()));
        // Clients know a number here, which says nothing.
        view.put("id", pair.id().hashCode() & Integer.MAX_VALUE);
        view.put("created_at", Links.micros(pair.createdAt()));
        view.put("updated_at", null);
        view.put("deleted", false);
        view.put("deleted_at", null);
        return Response.json(200, Map.of("keypair", view));
    }

    private Response delete(Request request) {
        pairs.delete(caller(request), owner(request), request.place("name"));
        return Response.empty(request.version().atLeast(2, 2) ? 204 : 202);
    }
}
