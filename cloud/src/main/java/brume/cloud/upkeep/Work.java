package brume.cloud.upkeep;

import java.time.Duration;
import java.util.List;

/// All work that the cloud may have in hand: each kind, how long it may take, and what happens past that. There is no
/// other list: slices take their deadlines from here, and whatever is late is told as [Overdue].
public enum Work {
    INSTANCE_BUILD("instance.build", 600, Words.FAILS, Words.TASK),
    INSTANCE_START("instance.start", 180, Words.FAILS, Words.TASK),
    INSTANCE_STOP("instance.stop", 180, Words.FAILS, Words.TASK),
    INSTANCE_REBOOT("instance.reboot", 240, Words.FAILS, Words.TASK),
    INSTANCE_REBOOT_HARD("instance.reboot-hard", 180, Words.FAILS, Words.TASK),
    INSTANCE_PAUSE("instance.pause", 60, Words.FAILS, Words.TASK),
    INSTANCE_UNPAUSE("instance.unpause", 60, Words.FAILS, Words.TASK),
    INSTANCE_REBUILD("instance.rebuild", 600, Words.FAILS, Words.TASK),
    INSTANCE_DELETE(
            "instance.delete",
            120,
            "done for its owner; what its host has not confirmed is an instance.departure",
            Words.TASK),
    INSTANCE_LOOK(
            "instance.look",
            60,
            "tried again with waits of at most a minute, and told",
            "instance.due_at",
            "residence.due_at"),
    INSTANCE_DEPARTURE(
            "instance.departure",
            120,
            "room and addresses stay held until the host confirms that the guest is gone, or is fenced or removed"),
    INSTANCE_FORGET("instance.forget", 600, Words.EACH_MINUTE, "instance_secret.due_at"),
    INSTANCE_REAP("instance.reap", 3_600, Words.EACH_MINUTE),
    GUEST_PLAN("guest.plan", 60, "tried again with waits of at most a minute, and told", "guest_due.due_at"),
    HOST_ORDER("host.order", 120, "sent again when the host comes back, and tried there with growing waits"),
    NETWORK_PLAN("network.plan", 60, "tried again with waits of at most a minute, and told", "network_due.due_at"),
    IMAGE_UPLOAD("image.upload", 300, "given up within 30 seconds: the image is queued again", "image.upload_until"),
    PROJECT_PURGE(
            "project.purge",
            600,
            "goes on, with waits of at most a minute, and is told with what holds it",
            "project_purge.due_at",
            "project_purge.deadline_at");

    private static final class Words {
        static final String FAILS = "fails: the instance is in error, with the last fault of its host";
        static final String EACH_MINUTE = "tried again each minute, and told";
        static final String TASK = "instance.task_deadline";
    }

    private final String word;
    private final Duration most;
    private final String past;
    private final List<String> columns;

    Work(String word, long mostSeconds, String past, String... columns) {
        this.word = word;
        this.most = Duration.ofSeconds(mostSeconds);
        this.past = past;
        this.columns = List.of(columns);
    }

    /// Its name in the APIs.
    public String word() {
        return word;
    }

    /// How long it may take.
    public Duration most() {
        return most;
    }

    /// What happens past that.
    public String past() {
        return past;
    }

    /// The columns, as `table.column`, by which it is found again after a crash.
    public List<String> columns() {
        return columns;
    }
}
