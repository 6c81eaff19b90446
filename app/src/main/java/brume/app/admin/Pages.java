package brume.app.admin;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Lists in pages: `?limit=&marker=`, answered by `{NAME: [...], "next": marker}`, where `next` is there as long as
/// there may be more.
final class Pages {
    static final Shape.Fields QUERY = Shape.closed()
            .with("limit", Shape.text("[1-9][0-9]{0,3}", 4, "a number from 1 on"))
            .with("marker", Shape.text(1, 255));
    private static final int MOST = 1000;

    private Pages() {}

    /// @param read   reads what follows a marker
    /// @param marker names a row, for the page after it
    /// @param view   a row as it is shown
    static <T> Response of(
            Request request,
            String name,
            BiFunction<Optional<String>, Integer, List<T>> read,
            Function<T, String> marker,
            Function<T, Object> view) {
        int limit = limit(request);
        var rows = read.apply(request.query().last("marker"), limit);
        var answer = new LinkedHashMap<String, Object>();
        answer.put(name, rows.stream().map(view).toList());
        if (rows.size() == limit) answer.put("next", marker.apply(rows.getLast()));
        return Response.json(200, answer);
    }

    private static int limit(Request request) {
        int limit = request.query().last("limit").map(Integer::parseInt).orElse(MOST);
        if (limit > MOST) throw new CloudFault.Invalid("limit", "a page has at most " + MOST + " rows");
        return limit;
    }
}
