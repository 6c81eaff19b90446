package brume.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

final class UptimeTest {
    private static String after(Duration up) {
        return Uptime.words(ZonedDateTime.of(2026, 11, 29, 9, 5, 1, 0, ZoneOffset.UTC), up, "0.42, 1.00, 2.31");
    }

    @Test
    void itSpeaksAsTheCommandOfThatName() {
        assertThat(after(Duration.ofMinutes(7)))
                .isEqualTo(" 09:05:01 up 7 min,  0 users,  load average: 0.42, 1.00, 2.31");
        assertThat(after(Duration.ofMinutes(63)))
                .isEqualTo(" 09:05:01 up  1:03,  0 users,  load average: 0.42, 1.00, 2.31");
        assertThat(after(Duration.ofHours(25)))
                .isEqualTo(" 09:05:01 up 1 day,  1:00,  0 users,  load average: 0.42, 1.00, 2.31");
        assertThat(after(Duration.ofDays(8).plusMinutes(12)))
                .isEqualTo(" 09:05:01 up 8 days, 12 min,  0 users,  load average: 0.42, 1.00, 2.31");
    }
}
