package brume.host.agent;

import brume.contract.Answer;
import brume.contract.Answer.Trace;
import brume.contract.GuestSpec;
import brume.contract.ItemKey;
import brume.contract.Order;
import brume.host.hypervisor.Guest;
import brume.host.network.HostNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a host holds against what it was told, as it answers when it is asked.
final class Holdings {
    private static final String UNMADE = "the host has yet to make it, or fails at it; it goes on trying";
    private static final String UNPLUGGED =
            "its tap was made anew while its guest ran, which is cut off from it: a hard"
                    + " reboot of the instance plugs it in again";
    private static final String STRANGE = "left by another cloud or another plan; nothing is removed without an order";

    private Holdings() {}

    static Answer.Holdings of(Plan plan, GuestKeeper guests, HostNetwork network) {
        // What is present first, then the plan: nothing comes to be before its order is kept.
        var seen = guests.present();
        var items = network.items();
        var attached = network.attached();
        var drifts = new ArrayList<>(guests.drifts());
        drifts.add(network.drift());
        var orders = plan.all();
        var present = seen.stream().map(Guest::residence).collect(Collectors.toSet());
        var up = seen.stream()
                .filter(guest -> guest.state() != Guest.State.STOPPED)
                .map(Guest::residence)
                .collect(Collectors.toSet());
        var held = new HashMap<ItemKey, Long>();
        var missing = new ArrayList<Trace>();
        var strays = new ArrayList<Trace>();
        for (var drift : drifts) {
            missing.addAll(drift.missing());
            strays.addAll(drift.strays());
        }
        for (var order : orders.values()) {
            if (!(order instanceof Order.Hold hold)) continue;
            var key = hold.key();
            held.put(key, hold.generation());
            boolean here = hold.item() instanceof GuestSpec spec
                    ? spec.power() == GuestSpec.Power.STOPPED || present.contains(key.id())
                    : items.contains(key);
            if (!here) missing.add(trace(key, UNMADE));
            if (hold.item() instanceof GuestSpec spec && up.contains(key.id())) {
                spec.ports().stream()
                        .map(GuestSpec.Nic::port)
                        .filter(port ->
                                !attached.contains(port) && network.tap(port).isPresent())
                        .forEach(port -> missing.add(new Trace("card", port.toString(), UNPLUGGED)));
            }
        }
        for (var item : items) if (!orders.containsKey(item)) strays.add(trace(item, STRANGE));
        for (var residence : present) {
            var key = new ItemKey(ItemKey.Kind.GUEST, residence);
            // One whose removal was carried out, told and forgotten meanwhile is no stray.
            if (!orders.containsKey(key) && guests.present(residence)) strays.add(trace(key, STRANGE));
        }
        return new Answer.Holdings(held, missing, strays);
    }

    private static Trace trace(ItemKey key, String cause) {
        return new Trace(
                key.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                key.id().toString(),
                cause);
    }
}
