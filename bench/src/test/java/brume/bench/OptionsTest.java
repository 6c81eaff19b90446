package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

final class OptionsTest {
    @Test
    void allIsMeasuredUnlessPartsAreNamed() {
        assertThat(Part.values()).allMatch(Options.of()::wants);
        var some = Options.of("--quick", "--only", "list,start");
        assertThat(Part.values()).filteredOn(some::wants).containsExactly(Part.START, Part.LIST);
    }

    @Test
    void inSomebodyElsesCloudAHundredServersAreMadeOnlyWhenNamed() {
        assertThat(Options.of("--against", "x").wants(Part.LIST)).isFalse();
        assertThat(Options.of("--against", "x", "--only", "list").wants(Part.LIST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--only nothing", "--json", "--fast", "growht"})
    void whatMakesNoSenseIsRefused(String words) {
        assertThatExceptionOfType(ParameterException.class).isThrownBy(() -> Options.of(words.split(" ")));
    }
}
