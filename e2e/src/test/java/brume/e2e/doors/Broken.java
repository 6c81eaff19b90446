package brume.e2e.doors;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is not HTTP, or could be cut in two ways.
final class Broken {
    /// What may be said to it.
    static final List<Integer> REFUSALS = List.of(400, 408, 413, 414, 417, 431, 501);

    /// Stands where a token comes.
    static final String TOKEN = "token-comes-here";

    /// A whole request behind the broken one, which nobody may take for one.
    static final String BEHIND = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private Broken() {}

    /// Requests that a server and a proxy before it could cut in different places.
    ///
    /// @param start the request line and what must stand in its head
    /// @return by what is wrong with them
    static Map<String, String> requests(String start) {
        var all = new LinkedHashMap<String, String>();
        all.put("two lengths", start + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + BEHIND);
        all.put("two lengths in one", start + "Content-Length: 0, 44\r\n\r\n" + BEHIND);
        all.put("a length with a sign", start + "Content-Length: +5\r\n\r\nhello" + BEHIND);
        all.put("a negative length", start + "Content-Length: -5\r\n\r\n" + BEHIND);
        all.put("a hexadecimal length", start + "Content-Length: 0x5\r\n\r\nhello" + BEHIND);
        all.put("a length past all numbers", start + "Content-Length: 99999999999999999999\r\n\r\n" + BEHIND);
        all.put(
                "a length and chunks",
                start + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG" + BEHIND);
        all.put("chunks of an unknown kind", start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("chunks that are not last", start + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("chunks twice", start + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put(
                "chunks, and not",
                start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("packed chunks", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put(
                "a coding of nobody, and chunks",
                start + "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("chunks behind a comma", start + "Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("chunks with a word", start + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("chunks in quotes", start + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("a line that ends too early", start + "X-A: b\nContent-Length: 44\r\n\r\n" + BEHIND);
        all.put("a head that ends too early", start + "Content-Length: 44\n\n" + BEHIND);
        all.put("a chunk that ends too early", start + "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n" + BEHIND);
        all.put(
                "a chunk's size with a prefix",
                start + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" + BEHIND);
        all.put(
                "a chunk of a size that begins anew",
                start + "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n" + BEHIND);
        all.put("a length with a comma", start + "Content-Length: 2,\r\n\r\n{}" + BEHIND);
        all.put("a length in other digits", start + "Content-Length: \u00b2\r\n\r\n{}" + BEHIND);
        all.put("another's address", "GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("chunks behind a strange blank", start + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("NUL in a chunk's size", start + "Transfer-Encoding: chunked\r\n\r\n0\u0000\r\n\r\n" + BEHIND);
        all.put("a length longer than what comes", start + "Content-Length: 500\r\n\r\n{\"a\":");
        all.put("a chunk of no size", start + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n" + BEHIND);
        all.put("a chunk past all sizes", start + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc" + BEHIND);
        all.put("a chunk of less than nothing", start + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n" + BEHIND);
        all.put(
                "a chunk longer than it says",
                start + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + BEHIND);
        all.put("a space before the colon", start + "Content-Length : 44\r\n\r\n" + BEHIND);
        all.put("a folded header", start + "X-A: b\r\n c\r\n\r\n" + BEHIND);
        all.put("a header without a colon", start + "nonsense\r\n\r\n" + BEHIND);
        all.put("a header without a name", start + ": a\r\n\r\n" + BEHIND);
        all.put("NUL in a header", start + "X-A: a\u0000b\r\n\r\n" + BEHIND);
        all.put("NUL in a name", start + "X-\u0000A: b\r\n\r\n" + BEHIND);
        all.put("a bare carriage return", start + "X-A: a\rX-B: c\r\n\r\n" + BEHIND);
        all.put("no host", "GET / HTTP/1.1\r\n\r\n" + BEHIND);
        all.put("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + BEHIND);
        all.put("a host that is none", "GET / HTTP/1.1\r\nHost: a b/c?d\r\n\r\n" + BEHIND);
        all.put("no version", "GET /\r\n\r\n" + BEHIND);
        all.put("an unknown version", "GET / HTTP/9.9\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("half a version", "GET / HTTP/1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a version and more", "GET / HTTP/1.1x\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a version of another name", "GET / FOO/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a greeting of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + BEHIND);
        all.put("no target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a blank too many", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a part of a page", "GET /#b HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("another protocol", "SSH-2.0-OpenSSH_9.2\r\n" + BEHIND);
        all.put("a greeting of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
        all.put("a line break in the target", "GET /\nX: y HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("NUL in the target", "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("no slash", "GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a method of brackets", "G(E)T / HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a target of 100 KB", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a header of 100 KB", start + "X-A: " + "a".repeat(100_000) + "\r\n\r\n" + BEHIND);
        all.put("10,000 headers", start + "X-A: b\r\n".repeat(10_000) + "\r\n" + BEHIND);
        all.put("an expectation of something else", start + "Expect: miracles\r\nContent-Length: 0\r\n\r\n" + BEHIND);
        return all;
    }
}
