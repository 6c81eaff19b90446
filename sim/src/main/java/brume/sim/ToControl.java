package brume.sim;

import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.ItemSeen;
import brume.contract.LinkFault;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.stream.Collectors;

/// What an agent says to the controller, over a line that loses, doubles and delays.
final class ToControl implements ControlLink {
    private static final int LATEST_MILLIS = 20_000;
    private static final int REMEMBERED = 20;
    private final World world;
    private final Machine machine;
    private final Party agent;
    private final Deque<HostReport> past = new ArrayDeque<>();

    ToControl(World world, Machine machine, Party agent) {
        this.world = world;
        this.machine = machine;
        this.agent = agent;
    }

    private ControlLink control() {
        return world.seams().toControl().apply(world.control().plane().hosts());
    }

    private void open() {
        if (agent.dead()) throw new LinkFault("nobody speaks");
        if (machine.cut()) throw new LinkFault("the line is cut");
    }

    @Override
    public HostWelcome hello(HostHello hello, HostLink link) {
        open();
        if (strike(Fault.REPORT_LOST)) throw new LinkFault("hello is lost");
        world.trace()
                .line("  > hello of " + machine.name() + ", holds "
                        + hello.held().size());
        var welcome = world.control().call(() -> control().hello(hello, link));
        if (strike(Fault.REPORT_ANSWER_LOST)) throw new LinkFault("the answer to hello is lost");
        return welcome;
    }

    @Override
    public void report(HostReport report) {
        open();
        if (strike(Fault.REPORT_LOST)) throw new LinkFault("the report is lost");
        if (strike(Fault.REPORT_LATE)) {
            later(report);
            throw new LinkFault("the report is late");
        }
        deliver(report);
        past.addLast(report);
        if (past.size() > REMEMBERED) past.removeFirst();
        if (strike(Fault.REPORT_DOUBLED)) later(report);
        if (strike(Fault.OLD_REPORT)) later(past.getFirst());
        if (strike(Fault.REPORT_ANSWER_LOST)) throw new LinkFault("the answer is lost");
    }

    private boolean strike(Fault fault) {
        return world.faults().strike(fault, machine.name());
    }

    /// It is on its way still when whoever has sent it may be dead.
    private void later(HostReport report) {
        var wait = Duration.ofMillis(world.faults().dice().nextInt(LATEST_MILLIS));
        world.timeline().after(world.nature(), wait, "late report of " + machine.name(), () -> {
            try {
                deliver(report);
            } catch (LinkFault e) {
                world.trace().line("  nobody hears it: " + e.getMessage());
            } catch (RuntimeException e) {
                if (!world.database().struck()) throw e;
            }
        });
    }

    private void deliver(HostReport report) {
        world.trace().line("  > report of " + machine.name() + words(report));
        world.control().call(() -> {
            control().report(report);
            return true;
        });
    }

    private static String words(HostReport report) {
        var items = report.items().stream().map(seen -> word(seen)).collect(Collectors.joining());
        var guests = report.guests().stream()
                .map(seen -> " guest " + tail(seen.residence()) + " " + seen.generation() + " " + seen.state() + " "
                        + seen.boots())
                .collect(Collectors.joining());
        return items + guests;
    }

    private static String word(ItemSeen seen) {
        return " " + seen.key().kind() + " " + tail(seen.key().id()) + " " + seen.generation() + " " + seen.state();
    }

    static String tail(UUID id) {
        return Long.toHexString(id.getLeastSignificantBits() & 0xffffffL);
    }

    @Override
    public InputStream image(UUID image) {
        open();
        return world.control().call(() -> control().image(image));
    }
}
