package brume.host.agent;

import brume.contract.Answer;
import brume.contract.Answer.Trace;
import brume.contract.GuestSpec;
import brume.contract.ItemKey;
import brume.contract.Order;
import brume.host.network.HostNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;

/// What a host holds against what it was told, as it answers when it is asked.
final class Holdings {
    private static final String UNMADE = "the host has yet to make it, or fails at it; it goes on trying";
    private static final String STRANGE = "left by another cloud or another plan; nothing is removed without an order";

    private Holdings() {}

    static Answer.Holdings of(Plan plan, GuestKeeper guests, HostNetwork network) {
        // What is present first, then the plan: nothing comes to be before its order is kept.
        var present = guests.present();
        var items = network.items();
        var drift = network.drift();
        var orders = plan.all();
        var held = new HashMap<ItemKey, Long>();
        var missing = new ArrayList<>(drift.missing());
        var strays = new ArrayList<>(drift.strays());
        for (var order : orders.values()) {
            if (!(order instanceof Order.Hold hold)) continue;
            var key = hold.key();
            held.put(key, hold.generation());
            boolean here = hold.item() instanceof GuestSpec spec
                    ? spec.power() == GuestSpec.Power.STOPPED || present.contains(key.id())
                    : items.contains(key);
            if (!here) missing.add(trace(key, UNMADE));
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
