package brume.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LogLineTest {
    private static String line(String message, Throwable thrown) {
        var event = new LogRecord(Level.WARNING, message);
        event.setLoggerName("brume");
        event.setThrown(thrown);
        return new LogLine().format(event);
    }

    @Test
    void whatAClientSaidIsNoLineOfItsOwn() {
        var told = line("host a is fenced: b\n2026-01-01T00:00:00Z INFO brume: all is well\r\u0085\u2028", null);
        assertThat(told.lines()).hasSize(1);
        assertThat(told).endsWith("b\\u000a2026-01-01T00:00:00Z INFO brume: all is well\\u000d\\u0085\\u2028\n");
    }

    @Test
    void whatAClientSaidDoesNotSpeakToATerminal() {
        var told = line("\u001b[2J$1", new IllegalStateException("\u001b]0;title\u0007"));
        assertThat(told).doesNotContain("\u001b", "\u0007").contains(": \\u001b[2J$1\n", "\\u001b]0;title\\u0007");
        assertThat(told.lines()).hasSizeGreaterThan(2);
    }

    @Test
    void wordsOfAnyLanguageStay() {
        assertThat(line("größer, 東京, 🌫", null)).endsWith("größer, 東京, 🌫\n");
    }
}
