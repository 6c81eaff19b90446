package brume.host.agent;

import brume.contract.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Since when this machine is up, and how busy it was lately, as uptime(1) tells it: clients take that apart.
///
/// Source: proc(5), `/proc/uptime` and `/proc/loadavg`.
final class Uptime {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Uptime() {}

    static Answer answer() {
        try {
            var seconds = Files.readString(Path.of("/proc/uptime")).split("[. ]")[0];
            var load = Files.readString(Path.of("/proc/loadavg")).split(" ");
            return new Answer.Text(words(
                    ZonedDateTime.now(ZoneOffset.UTC),
                    Duration.ofSeconds(Long.parseLong(seconds)),
                    String.join(", ", load[0], load[1], load[2])));
        } catch (IOException e) {
            return new Answer.Unknown("the kernel does not tell: " + e.getMessage());
        }
    }

    /// Nobody is logged in to a host for us to count.
    static String words(ZonedDateTime now, Duration up, String load) {
        var days = switch ((int) up.toDays()) {
            case 0 -> "";
            case 1 -> "1 day, ";
            default -> up.toDays() + " days, ";
        };
        var since = up.toHoursPart() == 0
                ? up.toMinutesPart() + " min"
                : "%2d:%02d".formatted(up.toHoursPart(), up.toMinutesPart());
        return " %s up %s%s,  0 users,  load average: %s".formatted(CLOCK.format(now), days, since, load);
    }
}
