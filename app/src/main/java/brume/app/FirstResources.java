package brume.app;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.identity.Project;
import brume.cloud.identity.Projects;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.ImageDescription;
import brume.cloud.network.Listing;
import brume.cloud.network.NetworkVerbs;
import brume.cloud.network.NetworkWish;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.address.Cidr;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a new cloud has, so that a first instance is three commands away: the external network `public` and the image
/// `mini`. Each is made once; who deletes one does not get it back.
final class FirstResources {
    private static final Logger LOG = LoggerFactory.getLogger(FirstResources.class);
    private static final int BLANK_BYTES = 1 << 20;
    private final ControlPlane control;
    private final Settings settings;
    private final Path folder;

    /// @param folder of the life that begins
    FirstResources(ControlPlane control, Settings settings, Path folder) {
        this.control = control;
        this.settings = settings;
        this.folder = folder;
    }

    void make() {
        once("public", this::publicNetwork);
        if (settings.simulate())
            once("mini", () -> mini(DiskFormat.RAW, new ByteArrayInputStream(new byte[BLANK_BYTES])));
        else if (Files.exists(miniFile())) once("mini", this::miniImage);
    }

    private Path miniFile() {
        return settings.miniImage().resolve("mini.qcow2");
    }

    /// A note in the folder says that a thing was made. After a crash in between it is found by its name.
    private void once(String name, Runnable make) {
        var note = folder.resolve("made").resolve(name);
        if (Files.exists(note)) return;
        make.run();
        try {
            Files.createDirectories(note.getParent());
            Files.createFile(note);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Caller administrator() {
        var filter = Projects.Filter.ALL;
        var project = control.identity().projects().list(Caller.cloud("first-start"), filter).stream()
                .filter(p -> p.name().equals("admin") && p.domain().equals("default"))
                .map(Project::id)
                .findFirst()
                .orElseThrow();
        return new Caller(
                Optional.empty(),
                "default",
                new Scope.Project(project, "default"),
                Set.of("admin", "manager", "member", "reader"),
                "local",
                "first-start");
    }

    private void publicNetwork() {
        var caller = administrator();
        var networks = control.networks();
        if (!networks.networks().list(caller, Listing.of("name", "public")).isEmpty()) return;
        var network = networks.networks()
                .create(
                        caller,
                        List.of(new NetworkVerbs.Draft(
                                Optional.empty(), NetworkWish.named("public").outside())))
                .getFirst();
        var addresses = Cidr.of(settings.publicNetwork());
        networks.subnets()
                .create(
                        caller,
                        List.of(SubnetDraft.of(
                                network.id(),
                                SubnetWish.of("public-subnet", addresses).withoutDhcp())));
        LOG.info("the external network public ({}) is made", settings.publicNetwork());
    }

    private void miniImage() {
        try (var in = Files.newInputStream(miniFile())) {
            mini(DiskFormat.QCOW2, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mini(DiskFormat format, InputStream in) {
        var caller = administrator();
        var images = control.images();
        try {
            var about = ImageDescription.of(caller.home())
                    .named("mini")
                    .visible(ImageDescription.Visibility.PUBLIC)
                    .formats(format, ContainerFormat.BARE)
                    // It boots on either hypervisor: whichever is quicker on its host.
                    .properties(Map.of("img_hv_type", "any"));
            // The same id at each attempt: one that a crash cut short is gone on with.
            var id = new UUID(
                    control.hosts().cloud().getMostSignificantBits(),
                    ~control.hosts().cloud().getLeastSignificantBits());
            if (images.all(List.of(id)).isEmpty()) images.create(caller, Optional.of(id), about);
            images.upload(caller, id, in, Optional.empty());
            LOG.info("the image mini is there");
        } catch (CloudFault.Conflict e) {
            LOG.debug("the image mini was there already", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
