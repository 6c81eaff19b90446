package brume.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CurveTest {
    @Test
    void everythingThatWasMeasuredHasItsLine() {
        var series = IntStream.range(0, 40)
                .mapToObj(i -> new Curve.Series<Integer>("call " + i, size -> i + 1.0))
                .toList();
        var svg = new Curve<Integer>("beside %d", "instances", size -> size, series).svg(List.of(1000, 10_000));
        assertThat(svg.lines().filter(line -> line.startsWith("<polyline"))).hasSize(40);
        assertThat(svg).contains("call 39 × 1.00");
    }
}
