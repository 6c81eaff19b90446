package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class PictureTest {
    private static final String LIMIT = "#777777";
    private static final String GOAL = "#d1495b";

    private static Document drawn(Row... rows) throws Exception {
        var svg = Picture.svg(new Report("a <machine> & its load", Place.UNKNOWN, List.of(rows), List.of()));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> all(Document svg, String kind) {
        var found = svg.getElementsByTagName(kind);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static double x(Document svg, String colour) {
        return all(svg, "line").stream()
                .filter(line -> line.getAttribute("stroke").equals(colour))
                .mapToDouble(line -> Double.parseDouble(line.getAttribute("x1")))
                .findFirst()
                .orElseThrow();
    }

    private static Row row(double value, double limit, Goal goal, String unit) {
        return new Row("a call & more", Figure.once(value), unit, limit, goal, Map.of(), "");
    }

    @Test
    void aRowOfCpuIsABarBesideItsLimitAndItsGoal() throws Exception {
        var svg = drawn(row(2, 1, Goal.most(4), "ms CPU"), row(80, 0, Goal.NONE, "MiB"));
        // The first is the ground.
        assertThat(all(svg, "rect")).hasSize(2);
        var bar = all(svg, "rect").getLast();
        double end = Double.parseDouble(bar.getAttribute("x")) + Double.parseDouble(bar.getAttribute("width"));
        assertThat(x(svg, LIMIT)).isLessThan(end);
        assertThat(x(svg, GOAL)).isGreaterThan(end);
        assertThat(all(svg, "text").getLast().getTextContent()).isEqualTo("a <machine> & its load");
    }

    @Test
    void aGoalOfALimitStandsThere() throws Exception {
        var svg = drawn(row(2, 1, Goal.times(4), "s CPU"));
        assertThat(x(svg, GOAL)).isEqualTo(x(drawn(row(2000, 1000, Goal.most(4000), "ms CPU")), GOAL));
        assertThat(all(drawn(row(2, 0, Goal.times(4), "ms CPU")), "line"))
                .noneMatch(line -> line.getAttribute("stroke").equals(GOAL));
    }
}
