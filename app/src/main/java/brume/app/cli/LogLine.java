package brume.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/// An event as one line, and the lines of its stack trace. Words of clients stand in it: what would begin a line of its
/// own, or speak to the terminal of who reads it, is written as Java escapes it.
final class LogLine extends Formatter {
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");

    /// Of stack traces, whose lines are ours.
    private static final Pattern BUT_LINES = Pattern.compile("[[\\p{Cntrl}\\u0080-\\u009f]&&[^\\n\\t]]");

    @Override
    public String format(LogRecord event) {
        var line = new StringBuilder(160)
                .append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(event.getLevel().getName())
                .append(' ')
                .append(event.getLoggerName())
                .append(": ")
                .append(escaped(CONTROLS, formatMessage(event)))
                .append('\n');
        if (event.getThrown() != null) {
            var trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(escaped(BUT_LINES, trace.toString()));
        }
        return line.toString();
    }

    private static String escaped(Pattern unwanted, String text) {
        return unwanted.matcher(text)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }
}
