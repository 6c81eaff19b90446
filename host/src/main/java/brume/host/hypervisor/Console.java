package brume.host.hypervisor;

/// Text of a serial console.
final class Console {
    private Console() {}

    /// The last `lines` of `text`; all of it when negative.
    static String tail(String text, int lines) {
        if (lines < 0) return text;
        int from = text.length();
        for (int left = lines; left > 0; left--) {
            from = text.lastIndexOf('\n', from - 1);
            if (from < 0) return text;
        }
        return lines == 0 ? "" : text.substring(from + 1);
    }
}
