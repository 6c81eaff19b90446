package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.shape.Version;
import java.util.Optional;
import java.util.regex.Pattern;

/// The microversion that a request asks for: `OpenStack-API-Version: compute 2.53`, or the older
/// `X-OpenStack-Nova-API-Version: 2.53`; the lowest when neither is there.
///
/// @param shown as the answer repeats it
/// @param known whether it is one of ours
record NovaVersion(String shown, boolean known) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    static final Version MIN = new Version(2, 1);
    static final Version MAX = new Version(2, 93);

    /// @throws CloudFault.Invalid     when it is no version at all
    /// @throws CloudFault.Unsupported when it is none of ours: 406, with the version repeated
    static Version of(Request request) {
        var asked = asked(request);
        var text = asked.orElse(MIN.toString());
        if (text.equalsIgnoreCase("latest")) text = MAX.toString();
        var version = Version.parse(text);
        request.keep(
                NovaVersion.class,
                new NovaVersion(version.map(Version::toString).orElse(MIN.toString()), true));
        if (version.isEmpty()) {
            throw new CloudFault.Invalid("API Version String " + shortened(text)
                    + " is of invalid format. Must be of format MajorNum.MinorNum.");
        }
        if (version.get().compareTo(MIN) < 0 || version.get().compareTo(MAX) > 0) {
            request.keep(NovaVersion.class, new NovaVersion(text, false));
            throw new CloudFault.Unsupported("Version " + text + " is not supported by the API. Minimum is " + MIN
                    + " and maximum is " + MAX + ".");
        }
        return version.get();
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) : text;
    }

    private static Optional<String> asked(Request request) {
        for (var header : request.headers().all("OpenStack-API-Version")) {
            for (var part : header.split(",")) {
                var words = BLANKS.split(part.strip());
                if (words.length == 2 && words[0].equalsIgnoreCase("compute")) return Optional.of(words[1]);
            }
        }
        return request.header("X-OpenStack-Nova-API-Version").map(String::strip);
    }
}
