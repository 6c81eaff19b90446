package brume.e2e.doors;

import brume.base.shape.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Values of a parameter that are almost of its shape.
final class Unfit {
    private static final List<String> NUMBERS = List.of(
            "1.5",
            " 7 ",
            "+7",
            "0x10",
            "1_000",
            "1e3",
            "\u0661",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809");
    private static final List<String> FLAGS = List.of("maybe", "2", "tRuE", " true ", "None", "-0");
    private static final List<String> IDS = List.of(
            "0191d3c4-0000-7000-8000-00000000dea",
            "0191d3c4-0000-7000-8000-00000000deadd",
            "{0191d3c4-0000-7000-8000-00000000dead}",
            "urn:uuid:0191d3c4-0000-7000-8000-00000000dead",
            "0191D3C400007000800000000000DEAD",
            "1-1-1-1-1");
    private static final List<String> TIMES = List.of(
            "2026-02-30",
            "2026-13-01T00:00:00",
            "2026-01-01T24:00:01",
            "2026-01-01 00:00",
            "2026-01-01T00:00:00+99:99",
            "2026-01-01T00:00:00.9999999999Z",
            "0000-00-00",
            "0000-01-01T00:00:00",
            "-999999999-01-01T00:00:00",
            "9999-12-31T23:59:59.999999-18:00",
            "now");
    private static final List<String> TEXTS = List.of("%", "_", "\\", "[", "(", "*", ",", ",,,", "in:\"", "\uffff");

    private Unfit() {}

    static Stream<String> of(Shape shape) {
        return switch (shape) {
            case Shape.Unchecked unchecked -> of(unchecked.meant());
            case Shape.Nullable nullable -> of(nullable.shape());
            case Shape.Either either -> either.shapes().stream().flatMap(Unfit::of);
            case Shape.Whole whole ->
                Stream.concat(
                        NUMBERS.stream(),
                        Stream.of(whole.min() - 1, whole.min(), whole.max(), whole.max() + 1)
                                .map(number -> Long.toString(number)));
            case Shape.Number number -> NUMBERS.stream();
            case Shape.Flag flag -> FLAGS.stream();
            case Shape.OneOf words ->
                words.words().stream()
                        .limit(3)
                        .flatMap(word ->
                                Stream.of(word.toUpperCase(Locale.ROOT), word + " ", word + "," + word, word + "s"));
            case Shape.Text text ->
                switch (text.what()) {
                    case "a UUID", "an id" -> IDS.stream();
                    case "a time" -> TIMES.stream();
                    default -> TEXTS.stream();
                };
            case Shape.Anything anything -> TEXTS.stream();
            case Shape.Many many -> Stream.empty();
            case Shape.Fields fields -> Stream.empty();
            case Shape.Dictionary dictionary -> Stream.empty();
        };
    }
}
