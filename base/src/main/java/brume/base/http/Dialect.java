package brume.base.http;

import brume.base.fault.CloudFault;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import java.util.Set;

/// How one published API speaks, apart from its routes: who may enter, which version is meant, what errors look like.
public interface Dialect {
    /// The microversion that the request asks for.
    ///
    /// @throws CloudFault when it is none of ours
    default Version version(Request request) {
        return Version.LAST;
    }

    /// Before the body is read: authenticates, and keeps the caller with the request.
    ///
    /// @throws CloudFault.Unauthenticated when the route needs a caller and there is none
    void admit(Request request, Route route);

    /// The one place where the errors of this API are made.
    Response fault(Request request, CloudFault fault);

    /// A bug of ours: 500, without a word of how.
    Response bug(Request request);

    /// Nothing is at that path, or nothing for that method when `allowed` has some.
    Response nothing(Request request, Set<String> allowed);

    /// The fault for a body or query of the wrong shape.
    default CloudFault misshapen(Request request, Shape.Problem problem) {
        return new CloudFault.Invalid(
                "Invalid input for field/attribute " + problem.at() + ": " + problem.message() + ".");
    }

    /// Adds what each answer of this API bears.
    default Response leave(Request request, Response response) {
        return response;
    }
}
