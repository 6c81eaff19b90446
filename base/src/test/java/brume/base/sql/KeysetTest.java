package brume.base.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class KeysetTest {
    private static final UUID MARKER = new UUID(1, 2);

    private static Where after(Keyset.Sort... sorts) {
        return new Keyset("thing", List.of(sorts), Optional.of(MARKER), 10).after(new Where());
    }

    @Test
    void whatComesAfterTheMarkerIsOneComparisonThatAnIndexCanFollow() {
        var where = after(new Keyset.Sort("made", false));
        assertThat(where.text())
                .isEqualTo(" where ((made, id) < ((select made from thing where id = ?),"
                        + " (select id from thing where id = ?)))");
        assertThat(where.parameters()).containsExactly(MARKER, MARKER);
    }

    @Test
    void ofKeysInBothDirectionsTheFirstIsBound() {
        var where = after(new Keyset.Sort("name", true), new Keyset.Sort("made", false));
        assertThat(where.text()).startsWith(" where (name >= (select name from thing where id = ?)) and ((name > (");
        assertThat(where.parameters()).hasSize(7).containsOnly(MARKER);
    }
}
