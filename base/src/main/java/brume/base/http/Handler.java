package brume.base.http;

import java.io.IOException;

/// What a route does: parse, one verb, render.
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws IOException;
}
