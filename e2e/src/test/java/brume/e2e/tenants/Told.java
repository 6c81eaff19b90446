package brume.e2e.tenants;

import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeMap;

/// What answers tell.
final class Told {
    private Told() {}

    /// All that an answer tells, without the ids that were asked for (in both ways to write them), the time, and what
    /// counts requests.
    static String by(HttpResponse<String> answer, Collection<String> ids) {
        var headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        var text = (answer.statusCode() + " " + headers + " " + answer.body())
                .replaceAll("req-[0-9a-f-]{36}", "REQUEST")
                .replace("-", "");
        // Some are names that hold another one.
        var longest = ids.stream()
                .map(id -> id.replace("-", ""))
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        for (var id : longest) text = text.replace(id, "ID");
        return text;
    }

    /// An id of the same form that nothing has.
    static String stranger(String id) {
        var end = id.substring(id.length() - 4);
        return id.substring(0, id.length() - 4) + (end.equals("abcd") ? "dcba" : "abcd");
    }
}
