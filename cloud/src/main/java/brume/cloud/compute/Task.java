package brume.cloud.compute;

import brume.cloud.upkeep.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The work in progress on an instance. There is at most one.
///
/// @param from     what the instance's power was before
/// @param action   its entry in the instance's history
/// @param deadline by then it is done, or has failed with a named cause
public record Task(Kind kind, Instance.Power from, UUID action, Instant since, Instant deadline) {
    /// What is being done, how long it may take at most, and how long a host may fail at it before it has failed.
    public enum Kind {
        BUILD(Work.INSTANCE_BUILD, "create", 60),
        START(Work.INSTANCE_START, "start", 60),
        STOP(Work.INSTANCE_STOP, "stop", 60),
        REBOOT(Work.INSTANCE_REBOOT, "reboot", 60),
        REBOOT_HARD(Work.INSTANCE_REBOOT_HARD, "reboot", 60),
        PAUSE(Work.INSTANCE_PAUSE, "pause", 20),
        UNPAUSE(Work.INSTANCE_UNPAUSE, "unpause", 20),
        REBUILD(Work.INSTANCE_REBUILD, "rebuild", 60),
        DELETE(Work.INSTANCE_DELETE, "delete", 120);

        private final Work work;
        private final String word;
        private final Duration patience;

        Kind(Work work, String word, long patienceSeconds) {
            this.work = work;
            this.word = word;
            this.patience = Duration.ofSeconds(patienceSeconds);
        }

        /// Its name in the instance's history.
        public String word() {
            return word;
        }

        /// Its place in the table of all work, with its deadline.
        public Work work() {
            return work;
        }

        public Duration most() {
            return work.most();
        }

        /// How long a host may report failure before the task has failed.
        public Duration patience() {
            return patience;
        }

        /// The task that may take over from this one before it is done.
        Optional<Kind> opposite() {
            return switch (this) {
                case START -> Optional.of(STOP);
                case STOP -> Optional.of(START);
                case PAUSE -> Optional.of(UNPAUSE);
                case UNPAUSE -> Optional.of(PAUSE);
                case BUILD, REBOOT, REBOOT_HARD, REBUILD, DELETE -> Optional.empty();
            };
        }
    }

    static Task begin(Kind kind, Instance.Power from, UUID action, Instant now) {
        return new Task(kind, from, action, now, now.plus(kind.most()));
    }
}
