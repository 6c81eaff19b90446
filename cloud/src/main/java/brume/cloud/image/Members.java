package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Who was given a shared image, and what they say to that.
public final class Members {
    private final Sql sql;
    private final InstantSource clock;
    private final Journal journal;
    private final ImageLimits limits;
    private final Visible visible;
    private final MemberStore store;

    Members(Sql sql, InstantSource clock, Journal journal, ImageLimits limits, Visible visible, MemberStore store) {
        this.sql = sql;
        this.clock = clock;
        this.journal = journal;
        this.limits = limits;
        this.visible = visible;
        this.store = store;
    }

    /// Oldest first. Its owner sees all; a member only itself.
    ///
    /// @throws CloudFault.Forbidden when the image is not a shared one
    public List<ImageMember> list(Caller caller, UUID image) {
        caller.require(ImageActions.MEMBERS, Target.ANY);
        var found = visible.show(sql, caller, image);
        shared(found);
        return store.of(sql, image).stream().filter(m -> sees(caller, found, m)).toList();
    }

    /// @throws CloudFault.NotFound also for another member's row
    public ImageMember show(Caller caller, UUID image, UUID project) {
        caller.require(ImageActions.MEMBERS, Target.ANY);
        var found = visible.show(sql, caller, image);
        return store.find(sql, image, project)
                .filter(m -> sees(caller, found, m))
                .orElseThrow(() -> missing(project));
    }

    /// Gives a shared image to a project.
    ///
    /// @throws CloudFault.Conflict when it has it already
    public ImageMember add(Caller caller, UUID image, UUID project) {
        return sql.tx(tx -> {
            var found = visible.lock(tx, caller, ImageActions.SHARE, image);
            shared(found);
            if (store.find(tx, image, project).isPresent()) {
                throw new CloudFault.Conflict("project " + project + " is a member of image " + image + " already");
            }
            if (store.of(tx, image).size() >= limits.members()) {
                throw new CloudFault.TooLarge("an image's members may not exceed " + limits.members());
            }
            var now = clock.instant();
            var member = new ImageMember(image, project, ImageMember.Status.PENDING, now, now);
            store.insert(tx, member);
            journal.changed(
                    tx,
                    caller,
                    ImageActions.SHARE.name(),
                    "image",
                    image,
                    Optional.of(found.about().owner()),
                    Map.of("member", project));
            return member;
        });
    }

    /// The member's own word; its owner can't say it for the member.
    public ImageMember answer(Caller caller, UUID image, UUID project, ImageMember.Status status) {
        return sql.tx(tx -> {
            var found = visible.show(tx, caller, image);
            var member = store.find(tx, image, project)
                    .filter(m -> sees(caller, found, m))
                    .orElseThrow(() -> missing(project));
            caller.require(ImageActions.ANSWER, Target.project(member.project()));
            if (!store.answer(tx, image, project, status, clock.instant())) throw missing(project);
            journal.changed(
                    tx,
                    caller,
                    ImageActions.ANSWER.name(),
                    "image",
                    image,
                    Optional.of(project),
                    Map.of("status", status));
            return store.find(tx, image, project).orElseThrow();
        });
    }

    /// Takes a shared image away from a project.
    public void remove(Caller caller, UUID image, UUID project) {
        sql.run(tx -> {
            var found = visible.lock(tx, caller, ImageActions.SHARE, image);
            shared(found);
            if (!store.delete(tx, image, project)) throw missing(project);
            journal.changed(
                    tx,
                    caller,
                    ImageActions.SHARE.name(),
                    "image",
                    image,
                    Optional.of(found.about().owner()),
                    Map.of("removed", project));
        });
    }

    private static CloudFault missing(UUID project) {
        return new CloudFault.NotFound("image member", project);
    }

    private static void shared(Image image) {
        if (image.about().visibility() != ImageDescription.Visibility.SHARED) {
            throw new CloudFault.Forbidden("Only shared images have members.");
        }
    }

    private static boolean sees(Caller caller, Image image, ImageMember member) {
        return caller.sees(Target.project(image.about().owner())) || caller.sees(Target.project(member.project()));
    }
}
