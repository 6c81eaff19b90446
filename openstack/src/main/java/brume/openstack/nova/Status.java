package brume.openstack.nova;

import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Summary;
import brume.cloud.compute.Task;
import brume.contract.GuestSeen;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Nova's words for where an instance stands, each derived from our [Condition].
final class Status {
    /// Words of the protocol for what never happens here, in lower case.
    private static final Set<String> NEVER = Set.of(
            "migrating",
            "password",
            "rescue",
            "resize",
            "revert_resize",
            "shelved",
            "shelved_offloaded",
            "soft_deleted",
            "verify_resize");

    private Status() {}

    /// `status`
    static String of(Summary instance) {
        return word(shown(instance));
    }

    private static String word(Condition condition) {
        return switch (condition) {
            case BUILDING -> "BUILD";
            case RUNNING -> "ACTIVE";
            case PAUSED -> "PAUSED";
            case SUSPENDED -> "SUSPENDED";
            case STOPPED -> "SHUTOFF";
            case REBOOTING -> "REBOOT";
            case REBOOTING_HARD -> "HARD_REBOOT";
            case REBUILDING -> "REBUILD";
            case FAILED -> "ERROR";
            case DELETING -> "ACTIVE";
            case DELETED -> "DELETED";
        };
    }

    /// One that is being deleted shows what it was.
    private static Condition shown(Summary instance) {
        var condition = instance.condition();
        if (condition != Condition.DELETING) return condition;
        if (instance.times().launched().isEmpty()) return Condition.BUILDING;
        return switch (instance.settledPower()) {
            case RUNNING -> Condition.RUNNING;
            case PAUSED -> Condition.PAUSED;
            case SUSPENDED -> Condition.SUSPENDED;
            case STOPPED -> Condition.STOPPED;
        };
    }

    /// `OS-EXT-STS:vm_state`
    static String vmState(Summary instance) {
        return switch (shown(instance)) {
            case BUILDING -> "building";
            case RUNNING, REBOOTING, REBOOTING_HARD, DELETING -> "active";
            case REBUILDING -> instance.settledPower() == Instance.Power.STOPPED ? "stopped" : "active";
            case PAUSED -> "paused";
            case SUSPENDED -> "suspended";
            case STOPPED -> "stopped";
            case FAILED -> "error";
            case DELETED -> "deleted";
        };
    }

    /// `OS-EXT-STS:task_state`, or null
    static String taskState(Summary instance) {
        return instance.doing()
                .map(kind -> switch (kind) {
                    case BUILD -> instance.home().isPresent() ? "spawning" : "scheduling";
                    case START -> "powering-on";
                    case STOP -> "powering-off";
                    case REBOOT -> "rebooting";
                    case REBOOT_HARD -> "rebooting_hard";
                    case PAUSE -> "pausing";
                    case UNPAUSE -> "unpausing";
                    case REBUILD -> "rebuilding";
                    case DELETE -> "deleting";
                })
                .orElse(null);
    }

    /// `OS-EXT-STS:power_state`: what was seen, not what is wanted.
    static int powerState(Summary instance) {
        return instance.home()
                .map(home -> switch (home.state()) {
                    case ABSENT -> 0;
                    case RUNNING -> 1;
                    case PAUSED -> 3;
                    case STOPPED -> 4;
                })
                .orElse(0);
    }

    /// Whether the protocol has such a status.
    static boolean known(String status) {
        return !conditions(status).isEmpty() || NEVER.contains(status.toLowerCase(Locale.ROOT));
    }

    /// The conditions behind a status that is filtered by; none when there is no such status here.
    static Set<Condition> conditions(String status) {
        var conditions = EnumSet.noneOf(Condition.class);
        for (var condition : Condition.values()) {
            if (condition != Condition.DELETING && word(condition).equalsIgnoreCase(status)) conditions.add(condition);
        }
        return conditions;
    }

    /// What is seen of a guest behind a `power_state` that is filtered by.
    static Optional<GuestSeen.State> ofPowerState(String state) {
        return switch (state) {
            case "0" -> Optional.of(GuestSeen.State.ABSENT);
            case "1" -> Optional.of(GuestSeen.State.RUNNING);
            case "3" -> Optional.of(GuestSeen.State.PAUSED);
            case "4" -> Optional.of(GuestSeen.State.STOPPED);
            default -> Optional.empty();
        };
    }

    /// The conditions behind a `vm_state` that is filtered by.
    static Set<Condition> ofVmState(String state) {
        return switch (state) {
            case "building" -> Set.of(Condition.BUILDING);
            case "active" ->
                Set.of(Condition.RUNNING, Condition.REBOOTING, Condition.REBOOTING_HARD, Condition.REBUILDING);
            case "paused" -> Set.of(Condition.PAUSED);
            case "suspended" -> Set.of(Condition.SUSPENDED);
            case "stopped" -> Set.of(Condition.STOPPED);
            case "error" -> Set.of(Condition.FAILED);
            case "deleted" -> Set.of(Condition.DELETED);
            default -> Set.of();
        };
    }

    /// The tasks behind a `task_state` that is filtered by.
    static Set<Task.Kind> ofTaskState(String state) {
        return switch (state) {
            case "scheduling", "spawning" -> Set.of(Task.Kind.BUILD);
            case "powering-on" -> Set.of(Task.Kind.START);
            case "powering-off" -> Set.of(Task.Kind.STOP);
            case "rebooting" -> Set.of(Task.Kind.REBOOT);
            case "rebooting_hard" -> Set.of(Task.Kind.REBOOT_HARD);
            case "pausing" -> Set.of(Task.Kind.PAUSE);
            case "unpausing" -> Set.of(Task.Kind.UNPAUSE);
            case "rebuilding" -> Set.of(Task.Kind.REBUILD);
            case "deleting" -> Set.of(Task.Kind.DELETE);
            default -> Set.of();
        };
    }
}
