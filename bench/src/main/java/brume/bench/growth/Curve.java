package brume.bench.growth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/// Points as a picture: what one of something costs beside what it costs in the smallest cloud of the run. A flat line
/// is a cost that does not grow with the cloud.
final class Curve<P> {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 440;
    private static final int LEFT = 60;
    private static final int RIGHT = 300;
    private static final int TOP = 50;
    private static final int BOTTOM = 50;
    private static final int LINE = 17;
    private static final List<String> COLOURS =
            List.of("#1b6ca8", "#d1495b", "#2e933c", "#e28413", "#6a4c93", "#00798c", "#7d4f50", "#444444");

    private final String title;
    private final String axis;
    private final ToIntFunction<P> size;
    private final List<Series<P>> all;

    /// @param cost of one thing, in any unit
    record Series<P>(String name, ToDoubleFunction<P> cost) {}

    private record End(double y, String name, String colour) {}

    /// @param title with a place for the smallest size
    /// @param axis  what the sizes are
    Curve(String title, String axis, ToIntFunction<P> size, List<Series<P>> all) {
        this.title = title;
        this.axis = axis;
        this.size = size;
        this.all = all;
    }

    String svg(List<P> points) {
        var first = points.getFirst();
        double most = 2;
        for (var series : all) {
            for (var point : points) most = Math.max(most, ratio(series, point, first));
        }
        most = Math.ceil(most);
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="24" font-size="15">%s</text>
                """.formatted(WIDTH, HEIGHT, LEFT, title.formatted(size.applyAsInt(first))));
        for (int i = 0; i <= 4; i++) grid(svg, most * i / 4, most);
        for (var point : points) {
            text(
                    svg,
                    x(point, points),
                    HEIGHT - BOTTOM + 20,
                    "middle",
                    "#444444",
                    "%,d".formatted(size.applyAsInt(point)));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "#444444", axis);
        var ends = new ArrayList<End>();
        for (int i = 0; i < all.size(); i++) {
            var series = all.get(i);
            var line = new StringBuilder();
            for (var point : points) {
                line.append(String.format(
                        Locale.ROOT, "%.1f,%.1f ", x(point, points), y(ratio(series, point, first), most)));
            }
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>\n"
                    .formatted(colour(i), line.toString().strip()));
            double last = ratio(series, points.getLast(), first);
            ends.add(new End(y(last, most), String.format(Locale.ROOT, "%s × %.2f", series.name, last), colour(i)));
        }
        names(svg, ends);
        return svg.append("</svg>\n").toString();
    }

    private static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    private double ratio(Series<P> series, P point, P first) {
        double one = series.cost.applyAsDouble(first);
        return one == 0 ? 1 : series.cost.applyAsDouble(point) / one;
    }

    private double x(P point, List<P> points) {
        double low = Math.log(size.applyAsInt(points.getFirst()));
        double high = Math.log(size.applyAsInt(points.getLast()));
        double share = high == low ? 0 : (Math.log(size.applyAsInt(point)) - low) / (high - low);
        return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 20);
    }

    private static double y(double ratio, double most) {
        return HEIGHT - BOTTOM - ratio / most * (HEIGHT - TOP - BOTTOM);
    }

    private static void grid(StringBuilder svg, double ratio, double most) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
                LEFT,
                WIDTH - RIGHT,
                y(ratio, most),
                y(ratio, most)));
        text(svg, LEFT - 8, y(ratio, most) + 4, "end", "#444444", String.format(Locale.ROOT, "× %.1f", ratio));
    }

    /// At the ends of their lines, each below the one before.
    private static void names(StringBuilder svg, List<End> ends) {
        double free = TOP - LINE;
        ends.sort(Comparator.comparingDouble(End::y));
        double tooFar = Math.max(0, ends.size() * LINE - (HEIGHT - TOP - BOTTOM));
        for (var end : ends) {
            free = Math.max(free + LINE, Math.min(end.y + 4, HEIGHT - BOTTOM + tooFar));
            text(svg, WIDTH - RIGHT + 10, free, "start", end.colour, end.name);
        }
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                words));
    }
}
