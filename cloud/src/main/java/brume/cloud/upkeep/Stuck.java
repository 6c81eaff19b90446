package brume.cloud.upkeep;

import brume.base.fault.CloudFault;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Whatever is past its deadline, of all kinds of work; nothing on a good day.
public final class Stuck {
    private final Sql sql;
    private final InstantSource clock;
    private final List<Watch> watches;

    /// @param watches one for each kind of work
    public Stuck(Sql sql, InstantSource clock, List<Watch> watches) {
        this.sql = sql;
        this.clock = clock;
        this.watches =
                watches.stream().sorted(Comparator.comparing(Watch::work)).toList();
    }

    /// The kinds of work that are watched.
    public List<Work> watched() {
        return watches.stream().map(Watch::work).toList();
    }

    /// @throws CloudFault.Forbidden when the caller may not see such things
    public void require(Caller caller) {
        caller.require(UpkeepActions.SEE, Target.ANY);
    }

    /// One page, by kind of work and then by key.
    ///
    /// @param after the last one of the page before, as [#marker] has it
    /// @throws CloudFault.Invalid when that is no marker
    public List<Overdue> list(Caller caller, Optional<String> after, int limit) {
        require(caller);
        var now = clock.instant();
        var begin = after.map(Stuck::parse);
        var page = new ArrayList<Overdue>();
        for (var watch : watches) {
            if (page.size() == limit) break;
            var place = begin.map(Marker::work).map(watch.work()::compareTo).orElse(1);
            if (place < 0) continue;
            var key = begin.filter(b -> place == 0).map(Marker::key);
            page.addAll(watch.look().late(sql, now, key, limit - page.size()));
        }
        return page;
    }

    private record Marker(Work work, String key) {}

    /// Names one, for the page after it.
    public static String marker(Overdue overdue) {
        return overdue.work().word() + "/" + overdue.key();
    }

    private static Marker parse(String text) {
        int slash = text.indexOf('/');
        for (var work : Work.values()) {
            if (slash > 0 && work.word().equals(text.substring(0, slash))) {
                return new Marker(work, text.substring(slash + 1));
            }
        }
        throw unknown(text);
    }

    private static CloudFault.Invalid unknown(String marker) {
        return new CloudFault.Invalid("marker", "no such marker: " + marker);
    }
}
