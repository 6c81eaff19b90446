package brume.cloud.hosts;

import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Kind;
import brume.cloud.upkeep.Tie;
import java.util.List;

/// What holds a host: that it is there.
final class HostBelongings {
    private HostBelongings() {}

    static Belongings all() {
        return new Belongings(
                List.of(Kind.of("host", "select id, name, null::uuid as project from host where id = any(?::uuid[])")),
                List.of(Tie.itself("host", "is connected; stop its agent first", "host", "id = ? and connected")));
    }
}
