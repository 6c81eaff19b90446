package brume.app.cli;

import java.util.regex.Pattern;

/// Words as a POSIX shell reads them.
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    /// In quotes, whatever is in it.
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /// In quotes where it needs them.
    static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }
}
