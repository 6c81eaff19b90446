package brume.bench;

import brume.base.fault.CloudFault;
import brume.base.http.Dialect;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.id.Ids;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The bare listener in a process of its own: the limit that every call is held against. Prints its port.
final class Hello implements Dialect {
    private Hello() {}

    public static void main(String[] arguments) throws InterruptedException {
        var greeting = Map.of("hello", "world");
        var server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(new Service(
                        "", new Hello(), List.of(Route.open("GET", "/", r -> Response.json(200, greeting))))),
                Limits.DEFAULT,
                new Ids(InstantSource.system(), new SecureRandom()));
        System.out.println(server.port());
        Thread.currentThread().join();
    }

    @Override
    public void admit(Request request, Route route) {}

    @Override
    public Response fault(Request request, CloudFault fault) {
        return Response.empty(400);
    }

    @Override
    public Response bug(Request request) {
        return Response.empty(500);
    }

    @Override
    public Response nothing(Request request, Set<String> allowed) {
        return Response.empty(404);
    }
}
