package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Who sees which images. What a caller does not see reads as not found; what it sees and may not change is forbidden.
final class Visible {
    private final ImageStore images;
    private final MemberStore members;

    Visible(ImageStore images, MemberStore members) {
        this.images = images;
        this.members = members;
    }

    /// @throws CloudFault.NotFound also when the caller may not know of it
    Image show(Reads reads, Caller caller, UUID id) {
        return seen(reads, caller, images.find(reads, id), id);
    }

    /// As [#show], asked together with what else the transaction asks for.
    Supplier<Image> ask(Tx tx, Caller caller, UUID id) {
        var asked = images.ask(tx, id);
        return () -> seen(tx, caller, asked.first(), id);
    }

    /// As [#show], with the row held, for a change that `action` names.
    Image lock(Tx tx, Caller caller, Action action, UUID id) {
        var image = seen(tx, caller, images.lock(tx, id), id);
        caller.require(action, Target.project(image.about().owner()));
        return image;
    }

    private Image seen(Reads reads, Caller caller, Optional<Image> found, UUID id) {
        return found.filter(image -> image.deletedAt().isEmpty())
                .filter(image -> sees(reads, caller, image))
                .orElseThrow(() -> new CloudFault.NotFound("image", id));
    }

    private boolean sees(Reads reads, Caller caller, Image image) {
        if (caller.sees(Target.project(image.about().owner()))) return true;
        return switch (image.about().visibility()) {
            case PUBLIC, COMMUNITY -> true;
            case PRIVATE -> false;
            case SHARED ->
                caller.project()
                        .flatMap(project -> members.find(reads, image.id(), project))
                        .isPresent();
        };
    }

    /// The condition under which an image is in the caller's list.
    Where listed(Caller caller, ImageSearch search) {
        var where = search.where().and("deleted_at is null");
        search.visibility().ifPresent(v -> where.and("visibility = ?", v));
        var everything = caller.sees(Target.project(new UUID(0, 0)));
        boolean communities = search.everyCommunity()
                || search.visibility().equals(Optional.of(ImageDescription.Visibility.COMMUNITY));
        if (everything) {
            if (!communities) where.and("visibility <> 'COMMUNITY' or owner = ?", caller.project());
            return where;
        }
        var open = communities ? "visibility in ('PUBLIC', 'COMMUNITY')" : "visibility = 'PUBLIC'";
        if (caller.project().isEmpty()) return where.and(open);
        var project = caller.project().get();
        var given = "visibility = 'SHARED' and id in (select image from image_member where project = ?";
        return search.shared() == ImageSearch.Shared.ALL
                ? where.and(open + " or owner = ? or (" + given + "))", project, project)
                : where.and(
                        open + " or owner = ? or (" + given + " and status = ?))", project, project, search.shared());
    }
}
