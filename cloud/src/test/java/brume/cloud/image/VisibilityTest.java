package brume.cloud.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.image.ImageDescription.Visibility;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who sees and who changes which images.
final class VisibilityTest {
    @TempDir
    Path folder;

    Place place;

    @BeforeEach
    void open() {
        place = new Place(folder);
    }

    private UUID image(Caller caller, Visibility visibility) {
        var about =
                ImageDescription.of(caller.home()).visible(visibility).formats(DiskFormat.RAW, ContainerFormat.BARE);
        var id = place.images.create(caller, Optional.empty(), about).id();
        place.upload(caller, id, new byte[10]);
        return id;
    }

    private List<UUID> listed(Caller caller, ImageSearch search) {
        return place.images.list(caller, search).stream().map(Image::id).toList();
    }

    @Test
    void anotherTenantsPrivateImageReadsAsNotFoundByEveryVerb() {
        var id = image(place.alice, Visibility.PRIVATE);
        var bob = place.bob;
        List<ThrowingCallable> verbs = List.of(
                () -> place.images.show(bob, id),
                () -> place.images.update(bob, id, about -> about.named("mine")),
                () -> place.images.delete(bob, id),
                () -> place.images.deactivate(bob, id),
                () -> place.images.reactivate(bob, id),
                () -> place.images.upload(bob, id, new ByteArrayInputStream(new byte[1]), Optional.empty()),
                () -> place.images.open(bob, id, 0),
                () -> place.images.usable(place.sql, bob, id),
                () -> place.images.members().list(bob, id),
                () -> place.images.members().add(bob, id, bob.home()),
                () -> place.images.members().answer(bob, id, bob.home(), ImageMember.Status.ACCEPTED),
                () -> place.images.members().remove(bob, id, bob.home()));
        for (var verb : verbs) assertThatThrownBy(verb).isInstanceOf(CloudFault.NotFound.class);
        assertThat(listed(bob, new ImageSearch())).isEmpty();
        assertThat(listed(bob, new ImageSearch().owner(place.alice.home()))).isEmpty();
        assertThatThrownBy(() -> place.images.list(bob, new ImageSearch().after(id)))
                .isInstanceOf(CloudFault.Invalid.class);
    }

    @Test
    void aPublicImageIsSeenByAllAndChangedByNoOtherTenant() {
        var id = image(place.admin, Visibility.PUBLIC);
        assertThat(listed(place.bob, new ImageSearch())).containsExactly(id);
        assertThat(place.images.usable(place.sql, place.bob, id).image().id()).isEqualTo(id);
        assertThatThrownBy(() -> place.images.delete(place.bob, id)).isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> place.images.update(place.bob, id, about -> about.named("mine")))
                .isInstanceOf(CloudFault.Forbidden.class);
    }

    @Test
    void onlyAdministratorsPublish() {
        var id = image(place.alice, Visibility.PRIVATE);
        assertThatThrownBy(() -> place.images.update(place.alice, id, about -> about.visible(Visibility.PUBLIC)))
                .isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> image(place.alice, Visibility.PUBLIC)).isInstanceOf(CloudFault.Forbidden.class);
    }

    @Test
    void aSharedImageIsUsableByItsMemberAndListedOnceAccepted() {
        var id = image(place.alice, Visibility.SHARED);
        var members = place.images.members();
        assertThatThrownBy(() -> place.images.show(place.bob, id)).isInstanceOf(CloudFault.NotFound.class);
        members.add(place.alice, id, place.bob.home());
        assertThat(place.images.usable(place.sql, place.bob, id).image().id()).isEqualTo(id);
        assertThat(listed(place.bob, new ImageSearch())).isEmpty();
        assertThat(listed(place.bob, new ImageSearch().shared(ImageSearch.Shared.PENDING)))
                .containsExactly(id);
        assertThatThrownBy(() -> members.answer(place.alice, id, place.bob.home(), ImageMember.Status.ACCEPTED))
                .isInstanceOf(CloudFault.Forbidden.class);
        members.answer(place.bob, id, place.bob.home(), ImageMember.Status.ACCEPTED);
        assertThat(listed(place.bob, new ImageSearch())).containsExactly(id);
        assertThatThrownBy(() -> place.images.update(place.bob, id, about -> about.named("mine")))
                .isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> members.remove(place.bob, id, place.bob.home()))
                .isInstanceOf(CloudFault.Forbidden.class);
        members.remove(place.alice, id, place.bob.home());
        assertThatThrownBy(() -> place.images.show(place.bob, id)).isInstanceOf(CloudFault.NotFound.class);
    }

    @Test
    void aMemberSeesNoOtherMembers() {
        var id = image(place.alice, Visibility.SHARED);
        var carol = place.member();
        place.images.members().add(place.alice, id, place.bob.home());
        place.images.members().add(place.alice, id, carol.home());
        assertThat(place.images.members().list(place.bob, id))
                .extracting(ImageMember::project)
                .containsExactly(place.bob.home());
        assertThatThrownBy(() -> place.images.members().show(place.bob, id, carol.home()))
                .isInstanceOf(CloudFault.NotFound.class);
        assertThatThrownBy(
                        () -> place.images.members().answer(place.bob, id, carol.home(), ImageMember.Status.ACCEPTED))
                .isInstanceOf(CloudFault.NotFound.class);
    }

    @Test
    void aCommunityImageIsListedOnlyWhenAskedFor() {
        var id = image(place.alice, Visibility.COMMUNITY);
        assertThat(place.images.show(place.bob, id).id()).isEqualTo(id);
        assertThat(listed(place.bob, new ImageSearch())).isEmpty();
        assertThat(listed(place.alice, new ImageSearch())).containsExactly(id);
        assertThat(listed(place.bob, new ImageSearch().visibility(Visibility.COMMUNITY)))
                .containsExactly(id);
        assertThat(listed(place.bob, new ImageSearch().everyVisibility())).containsExactly(id);
    }

    @Test
    void aGuardedImageIsNotDeletedAndADeactivatedOneIsWithheld() throws Exception {
        var id = image(place.alice, Visibility.PRIVATE);
        place.images.deactivate(place.alice, id);
        assertThatThrownBy(() -> place.images.open(place.alice, id, 0)).isInstanceOf(CloudFault.Forbidden.class);
        assertThatThrownBy(() -> place.images.usable(place.sql, place.alice, id))
                .isInstanceOf(CloudFault.Invalid.class);
        place.images.open(place.admin, id, 0).orElseThrow().close();
        place.images.reactivate(place.alice, id);
        place.images.open(place.alice, id, 0).orElseThrow().close();
        place.sql.update("update image set guarded = true where id = ?", id);
        assertThatThrownBy(() -> place.images.delete(place.alice, id)).isInstanceOf(CloudFault.Forbidden.class);
    }

    @Test
    void anIdIsNeverUsedTwice() {
        var id = image(place.alice, Visibility.PRIVATE);
        place.images.delete(place.alice, id);
        assertThatThrownBy(() -> place.images.create(place.bob, Optional.of(id), ImageDescription.of(place.bob.home())))
                .isInstanceOf(CloudFault.Conflict.class);
    }

    @Test
    void pagesByAnyKeyGoThroughAllImagesOnce() {
        for (int i = 0; i < 7; i++) {
            var about = ImageDescription.of(place.alice.home()).named("n" + i % 3);
            place.images.create(place.alice, Optional.empty(), about);
        }
        for (var sort : ImageSearch.Sort.values()) {
            for (boolean ascending : new boolean[] {true, false}) {
                var seen = new ArrayList<UUID>();
                for (var page = listed(
                                place.alice,
                                new ImageSearch().sort(sort, ascending).limit(2));
                        !page.isEmpty();
                        page = listed(
                                place.alice,
                                new ImageSearch().sort(sort, ascending).limit(2).after(seen.getLast()))) {
                    seen.addAll(page);
                }
                assertThat(seen).as(sort + " " + ascending).hasSize(7).doesNotHaveDuplicates();
            }
        }
    }
}
