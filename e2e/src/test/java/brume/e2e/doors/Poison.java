package brume.e2e.doors;

import brume.e2e.doors.Attack.Header;
import java.util.List;

/// What stands where something good should, in requests that are bad whatever route they are for.
final class Poison {
    /// At a place of a path; as they go over the wire.
    static final List<String> SEGMENTS = List.of(
            "..",
            ".",
            "%2e%2e",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%252e%252e",
            "%252e%252e%252f",
            "%25252e",
            "%2500",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%c0%ae%c0%ae",
            "%1b%5b31m",
            "%7f",
            "%2f".repeat(2000),
            "..%5c..%5c",
            "%00",
            "a%00b",
            "%",
            "%zz",
            "%c3%28",
            "%ed%a0%80",
            "%u0000",
            "%e2%80%ae",
            "%0d%0aSet-Cookie:a=b",
            "x".repeat(8 << 10),
            "0",
            "-1",
            "99999999999999999999",
            "null",
            "NaN",
            "'%20OR%201=1;--",
            "*",
            ";a=b",
            "%3cscript%3e",
            "$(reboot)",
            "0191d3c4-0000-7000-8000-00000000dead",
            "0191d3c40000700080000000000000010191d3c4000070008000000000000001",
            "{}",
            "[]");

    /// As the value of a parameter; unescaped.
    static final List<String> VALUES = List.of(
            "",
            "-1",
            "0",
            "99999999999999999999",
            "1e400",
            "NaN",
            "null",
            "true",
            "../../etc/passwd",
            "a\u0000b",
            "\u202eabc",
            "' OR 1=1; --",
            "x".repeat(8 << 10),
            "{\"a\":1}",
            "in:",
            "in:a,b",
            "gt:",
            "lt:0000-00-00T99:99:99Z",
            "+999999999-12-31T23:59:59.999999",
            "gt:+999999999-12-31T23:59:59Z",
            "id:asc,name:desc,password:asc",
            "0191d3c4-0000-7000-8000-00000000dead");

    /// Of lists; they come also where no route declares them.
    static final List<String> PARAMETERS =
            List.of("limit", "marker", "sort", "sort_key", "sort_dir", "fields", "name", "id", "nobody_knows_me");

    static final List<String> METHODS = List.of(
            "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get", "POST", "PUT", "PATCH", "DELETE", "X".repeat(200));

    static final List<String> VERSIONS = List.of(
            "compute 0.0",
            "compute 1.1",
            "compute 2.0",
            "compute 2.94",
            "compute 3.0",
            "compute 99.99",
            "compute 2.-1",
            "compute 2.1.1",
            "compute 2",
            "compute",
            "compute latest latest",
            "compute 99999999999.99999999999",
            "2.1",
            ",,,",
            "\u00ff");

    static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=a",
            "application/octet-stream",
            "application/json; charset=utf-16",
            "application/jsonp",
            "/",
            "\u00ff");

    /// As whole queries.
    static final List<String> QUERIES = List.of(
            "%00=a",
            "limit=%zz",
            "limit=1&limit=-1",
            "&&&&",
            "=",
            "a".repeat(8 << 10),
            "a&".repeat(2000),
            "limit=%ff%fe",
            "name=%ed%a0%80",
            "name=%25%30%30",
            "name=%1b%5b31m&sort_key=%e2%80%ae",
            "marker=a&marker=b&marker=c");

    static final List<Header> HEADERS = List.of(
            new Header("Accept", "application/xml"),
            new Header("Accept", "\u00ff"),
            new Header("Accept-Encoding", "gzip;q=1e400, *;q=-1"),
            new Header("Range", "bytes=9999999999999999999-"),
            new Header("Range", "bytes=" + "0-,".repeat(1000)),
            new Header("If-Match", "*"),
            new Header("If-Modified-Since", "never"),
            new Header("X-Forwarded-Host", "evil.example"),
            new Header("X-Forwarded-For", "' OR 1=1; --"),
            new Header("X-HTTP-Method-Override", "DELETE"),
            new Header("X-Openstack-Request-Id", "a\u001b[31m"),
            new Header("Accept-Language", "x".repeat(5000)));

    private Poison() {}
}
