package brume.bench;

import java.util.ArrayList;
import java.util.Locale;

/// The rows of CPU as a picture: bars on a scale of tenfold steps, a mark for the limit and one for the goal.
final class Picture {
    private static final int LEFT = 330;
    private static final int WIDTH = 960;
    private static final int LINE = 26;
    private static final int TOP = 60;
    private static final double LEAST = 0.01;
    private static final double MOST = 10_000;

    private Picture() {}

    static String svg(Report report) {
        var rows = new ArrayList<Row>();
        for (var row : report.rows()) if (row.unit().endsWith(" CPU")) rows.add(row);
        int height = TOP + rows.size() * LINE + 50;
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="16" y="24" font-size="15">CPU of a call, ours and PostgreSQL's, in ms</text>
                <text x="16" y="42" fill="#444444">bar: measured; grey line: limit of the same run; red line: goal</text>
                """.formatted(WIDTH, height));
        for (double step = LEAST; step <= MOST; step *= 10) {
            line(svg, x(step), TOP - 8, height - 40, "#dddddd", 1);
            text(svg, x(step), height - 24, "middle", Row.figure(step));
        }
        for (int i = 0; i < rows.size(); i++) bar(svg, rows.get(i), TOP + i * LINE);
        text(svg, 16, height - 8, "start", report.machine());
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Row row, int y) {
        double scale = row.unit().startsWith("s ") ? 1000 : 1;
        double end = x(row.value() * scale);
        text(svg, LEFT - 8, y + 13, "end", row.what());
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>%n",
                LEFT,
                y,
                Math.max(1, end - LEFT),
                row.met() ? "#1b6ca8" : "#e28413"));
        if (row.limit() > 0) line(svg, x(row.limit() * scale), y - 3, y + 19, "#777777", 3);
        // A goal that is of a limit is nowhere without one.
        double goal = row.goal().most() * (row.goal().ratio() ? row.limit() : 1);
        if (goal > 0) {
            line(svg, x(goal * scale), y - 3, y + 19, "#d1495b", 2);
        }
        text(svg, end + 8, y + 13, "start", Row.figure(row.value() * scale));
    }

    private static double x(double millis) {
        double share = Math.log(Math.clamp(millis, LEAST, MOST) / LEAST) / Math.log(MOST / LEAST);
        return LEFT + share * (WIDTH - LEFT - 60);
    }

    private static void line(StringBuilder svg, double x, int from, int to, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                x,
                x,
                from,
                to,
                colour,
                width));
    }

    private static void text(StringBuilder svg, double x, int y, String anchor, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" fill=\"#222222\">%s</text>%n",
                x,
                y,
                anchor,
                words.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
