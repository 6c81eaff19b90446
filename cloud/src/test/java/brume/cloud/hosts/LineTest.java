package brume.cloud.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.contract.Answer;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.LinkFault;
import brume.contract.Orders;
import brume.contract.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LineTest {
    private static final UUID SESSION = new UUID(1, 1);
    private static final HostLink NOBODY = new HostLink() {
        @Override
        public void order(Orders orders) {}

        @Override
        public Answer ask(Question question, Duration deadline) {
            throw new LinkFault("nobody is there");
        }

        @Override
        public void close() {}
    };

    private final Line line = new Line(NOBODY, SESSION, Map.of(), Instant.EPOCH);
    private final List<Long> recorded = new ArrayList<>();

    private void report(UUID session, long serial) {
        var report = new HostReport(new HostId(new UUID(2, 2)), session, serial, List.of(), List.of(), false);
        line.record(report, () -> recorded.add(serial));
    }

    @Test
    void aReportThatWasOvertakenSaysNothing() {
        report(SESSION, 2);
        report(SESSION, 1);
        report(SESSION, 2);
        report(SESSION, 3);
        assertThat(recorded).containsExactly(2L, 3L);
    }

    @Test
    void oneThatCouldNotBeRecordedMayComeAgain() {
        var report = new HostReport(new HostId(new UUID(2, 2)), SESSION, 1, List.of(), List.of(), false);
        assertThatThrownBy(() -> line.record(report, () -> {
                    throw new IllegalStateException("the database is away");
                }))
                .hasMessage("the database is away");
        report(SESSION, 1);
        assertThat(recorded).containsExactly(1L);
    }

    @Test
    void whoSpeaksOfAnotherSessionHasToSayHello() {
        assertThatThrownBy(() -> report(new UUID(3, 3), 9)).isInstanceOf(LinkFault.NotGreeted.class);
        assertThat(recorded).isEmpty();
    }
}
