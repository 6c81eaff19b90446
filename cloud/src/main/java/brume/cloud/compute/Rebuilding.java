package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.image.Images;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Lets an instance begin anew from an image: same room, same cards, same name, another disk.
final class Rebuilding {
    private final Ids ids;
    private final Images images;
    private final Boots boots;
    private final KeyPairs keyPairs;
    private final InstanceSecrets secrets;

    Rebuilding(Ids ids, Images images, Boots boots, KeyPairs keyPairs, InstanceSecrets secrets) {
        this.ids = ids;
        this.images = images;
        this.boots = boots;
        this.keyPairs = keyPairs;
        this.secrets = secrets;
    }

    /// @throws CloudFault.Invalid when the image does not fit, or needs another kind of host
    Instance rebuild(
            Tx tx, Caller caller, Instance old, Set<Condition> from, RebuildRequest asked, UUID action, Instant now) {
        var boot = Boot.of(images.usable(tx, caller, asked.image()));
        var image = asked.image();
        Creation.fits(boot, old.size().memoryBytes(), old.size().diskBytes());
        var before = boots.of(tx, List.of(old)).get(old.id());
        if (boot.hypervisor() != before.hypervisor()) {
            throw new CloudFault.Invalid(
                    "Image " + image + " is for another hypervisor than the one that " + old.id() + " was made for.");
        }
        var label = asked.label().apply(old.label());
        label = label.growing(Optional.of(Creation.autoDisk(boot, image, label)));
        var recipe = old.recipe().from(image, ids.next());
        if (asked.keyName().isPresent()) {
            recipe =
                    recipe.opened(asked.keyName().get().map(name -> keyPairs.find(caller, tx, Optional.empty(), name)));
        }
        var next = old.rebuild(from, recipe, label, action, now);
        boots.replace(tx, next, boot);
        secrets.replace(tx, old.id(), asked.userData(), asked.adminPassword(), now);
        return next;
    }
}
