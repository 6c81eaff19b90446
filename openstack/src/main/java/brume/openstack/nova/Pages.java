package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Query;

/// Parameters of pages.
final class Pages {
    private Pages() {}

    /// How many at most: `limit`, where 0 and no limit at all mean the most that there may be.
    ///
    /// @throws CloudFault.Invalid when it is no number, or is negative
    static int limit(Query query, int most) {
        long limit = number(query, "limit");
        return limit == 0 ? most : (int) Math.min(limit, most);
    }

    static int offset(Query query) {
        return (int) Math.min(number(query, "offset"), Integer.MAX_VALUE);
    }

    private static long number(Query query, String name) {
        var text = query.last(name).orElse("0").strip();
        if (!text.matches("\\d{1,18}")) {
            throw new CloudFault.Invalid(name + " param must be a non-negative integer");
        }
        return Long.parseLong(text);
    }

    static CloudFault.Invalid unknown(String marker) {
        return new CloudFault.Invalid("marker [" + marker + "] not found");
    }
}
