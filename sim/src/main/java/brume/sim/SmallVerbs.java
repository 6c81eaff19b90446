package brume.sim;

import brume.cloud.access.Caller;
import brume.cloud.compute.KeyPair;
import brume.cloud.compute.ServerGroup;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.ImageDescription;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What tenants do with images, key pairs and server groups.
final class SmallVerbs {
    private static final int IMAGE_BYTES = 4096;
    private static final int MADE_PERCENT = 5;
    private static final String PUBLIC_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINLerLce8Gev/hGv5vf6UZdgP0BPx6/2G4FAMA1TyzDZ simulation";

    static final List<Verb> ALL = List.of(
            new Verb("image.create", 12, SmallVerbs::image),
            new Verb("image.deactivate", 4, t -> t.any(Kind.IMAGE).ifPresent(i -> active(t, i, false))),
            new Verb("image.reactivate", 12, t -> t.any(Kind.IMAGE).ifPresent(i -> active(t, i, true))),
            new Verb("image.delete", 6, t -> Verbs.delete(t, Kind.IMAGE)),
            new Verb("key-pair.create", 15, SmallVerbs::keyPair),
            new Verb("key-pair.delete", 12, t -> Verbs.delete(t, Kind.KEY_PAIR)),
            new Verb("server-group.create", 15, SmallVerbs::serverGroup),
            new Verb("server-group.delete", 10, t -> Verbs.delete(t, Kind.SERVER_GROUP)));

    private SmallVerbs() {}

    static void image(Tenant tenant) {
        var name = tenant.fresh("image");
        tenant.make(Kind.IMAGE, "image.create", name, List.of(), caller -> image(tenant, caller, name));
    }

    private static UUID image(Tenant tenant, Caller caller, String name) {
        var images = tenant.world().control().plane().images();
        var about = ImageDescription.of(tenant.project()).named(name).formats(DiskFormat.RAW, ContainerFormat.BARE);
        var made = images.create(caller, Optional.empty(), about);
        try {
            images.upload(caller, made.id(), new ByteArrayInputStream(new byte[IMAGE_BYTES]), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made.id();
    }

    private static void active(Tenant tenant, Thing image, boolean active) {
        tenant.ask(active ? "image.reactivate" : "image.deactivate", image, caller -> {
            var images = tenant.world().control().plane().images();
            if (active) images.reactivate(caller, image.id());
            else images.deactivate(caller, image.id());
            return true;
        });
    }

    private static void keyPair(Tenant tenant) {
        var name = tenant.fresh("key");
        // To make one takes as long as all else that a tenant does in a run.
        boolean made = tenant.chance(MADE_PERCENT);
        tenant.make(Kind.KEY_PAIR, "key-pair.create", name, List.of(), caller -> {
            var pairs = tenant.world().control().plane().compute().keyPairs();
            return made
                    ? pairs.make(caller, Optional.empty(), name).pair().id()
                    : pairs.take(caller, Optional.empty(), name, KeyPair.Type.SSH, PUBLIC_KEY)
                            .id();
        });
    }

    private static void serverGroup(Tenant tenant) {
        var name = tenant.fresh("servers");
        var policy = Chance.of(tenant.dice(), List.of(ServerGroup.Policy.values()));
        tenant.make(
                Kind.SERVER_GROUP,
                "server-group.create",
                name,
                List.of(),
                caller -> tenant.world()
                        .control()
                        .plane()
                        .compute()
                        .serverGroups()
                        .create(caller, name, policy, Optional.empty())
                        .id());
    }
}
