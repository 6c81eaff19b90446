package brume.cloud.compute;

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
        BUILD("create", 600, 60),
        START("start", 180, 60),
        STOP("stop", 180, 60),
        REBOOT("reboot", 240, 60),
        REBOOT_HARD("reboot", 180, 60),
        PAUSE("pause", 60, 20),
        UNPAUSE("unpause", 60, 20),
        DELETE("delete", 120, 120);

        private final String word;
        private final Duration most;
        private final Duration patience;

        Kind(String word, long mostSeconds, long patienceSeconds) {
            this.word = word;
            this.most = Duration.ofSeconds(mostSeconds);
            this.patience = Duration.ofSeconds(patienceSeconds);
        }

        /// Its name in the instance's history.
        public String word() {
            return word;
        }

        public Duration most() {
            return most;
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
                case BUILD, REBOOT, REBOOT_HARD, DELETE -> Optional.empty();
            };
        }
    }

    static Task begin(Kind kind, Instance.Power from, UUID action, Instant now) {
        return new Task(kind, from, action, now, now.plus(kind.most()));
    }
}
