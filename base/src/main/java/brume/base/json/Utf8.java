package brume.base.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;

/// Bytes that must be UTF-8 (RFC 3629, section 4), looked at as they come. Jackson decodes what is none of it too:
/// forms that are longer than they need be, in which a quote or a slash passes those who look for its byte.
///
/// NUL is refused as well, which stands in no JSON: Jackson knows UTF-16 and UTF-32 by it.
final class Utf8 extends InputStream {
    private final InputStream in;
    /// Bytes that the character is still to have.
    private int left;
    /// What the next one of them may be.
    private int least = 0x80;

    private int most = 0xbf;

    Utf8(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// @throws MalformedInputException when it is no UTF-8, or ends within a character
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        if (got < 0 && left > 0) throw new MalformedInputException(left);
        for (int i = offset; i < offset + got; i++) {
            if (left > 0) goOn(into[i] & 0xff);
            else if (into[i] <= 0) begin(into[i] & 0xff);
        }
        return got;
    }

    private void begin(int first) throws IOException {
        if (first >= 0xc2 && first <= 0xdf) left = 1;
        else if (first >= 0xe0 && first <= 0xef) left = 2;
        else if (first >= 0xf0 && first <= 0xf4) left = 3;
        else throw new MalformedInputException(1);
        switch (first) {
            case 0xe0 -> least = 0xa0;
            case 0xed -> most = 0x9f;
            case 0xf0 -> least = 0x90;
            case 0xf4 -> most = 0x8f;
            default -> {}
        }
    }

    private void goOn(int next) throws IOException {
        if (next < least || next > most) throw new MalformedInputException(1);
        left--;
        least = 0x80;
        most = 0xbf;
    }
}
