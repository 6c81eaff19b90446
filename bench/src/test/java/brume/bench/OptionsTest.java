package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

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

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--only", "nothing"));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--json"));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--fast"));
    }
}
