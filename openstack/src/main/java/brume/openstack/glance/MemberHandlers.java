package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.image.ImageMember;
import brume.cloud.image.Images;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.UUID;

/// `/v2/images/{id}/members`: the projects that a shared image was given to.
final class MemberHandlers {
    static final Shape CREATE = Shape.open().need("member", Shape.text(1, 255));
    static final Shape ANSWER = Shape.open().need("status", Shape.oneOf("pending", "accepted", "rejected"));

    private final Images images;

    MemberHandlers(Images images) {
        this.images = images;
    }

    Response list(Request request) {
        var members = images.members().list(Authentication.caller(request), image(request));
        var body = new LinkedHashMap<String, Object>();
        body.put("members", members.stream().map(ImageView::member).toList());
        body.put("schema", "/v2/schemas/members");
        return Response.json(200, body);
    }

    Response create(Request request) {
        var project = ImageBody.project(request.json().get("member").stringValue());
        return view(images.members().add(Authentication.caller(request), image(request), project));
    }

    Response show(Request request) {
        return view(images.members().show(Authentication.caller(request), image(request), member(request)));
    }

    Response answer(Request request) {
        var status = ImageBody.enumOf(
                ImageMember.Status.class, request.json().get("status").stringValue());
        return view(images.members().answer(Authentication.caller(request), image(request), member(request), status));
    }

    Response remove(Request request) {
        images.members().remove(Authentication.caller(request), image(request), member(request));
        return Response.empty(204);
    }

    private static Response view(ImageMember member) {
        return Response.json(200, ImageView.member(member));
    }

    private static UUID image(Request request) {
        return request.uuid("image", "image");
    }

    private static UUID member(Request request) {
        return Ids.parse(request.place("member"))
                .orElseThrow(() -> new CloudFault.NotFound("image member", request.place("member")));
    }
}
