package brume.cloud.network.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "fe80::1:0:0:1, fe80::1:0:0:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "::ffff:10.0.0.1, ::ffff:a00:1",
        "1:2:3:4:5:6:0:8, 1:2:3:4:5:6:0:8"
    })
    void anAddressIsWrittenOneWay(String given, String written) {
        assertThat(Ip.parse(given)).map(Ip::toString).contains(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0", "10.0.0.256", "10.0.0.01", "1::2::3", "1:2:3", ":::", "g::1", "", "1:2:3:4:5:6:7:8:9"})
    void whatIsNoAddressIsNone(String text) {
        assertThat(Ip.parse(text)).isEmpty();
    }

    @Test
    void bitsAfterThePrefixAreDropped() {
        assertThat(Cidr.of("10.1.2.3/16")).hasToString("10.1.0.0/16");
        assertThat(Cidr.of("2001:db8::5/64")).hasToString("2001:db8::/64");
    }

    @Test
    void usableAddressesLeaveOutTheGateway() {
        assertThat(Range.usable(Cidr.of("10.0.0.0/29"), List.of(Ip.of("10.0.0.3"))))
                .containsExactly(
                        new Range(Ip.of("10.0.0.1"), Ip.of("10.0.0.2")),
                        new Range(Ip.of("10.0.0.4"), Ip.of("10.0.0.6")));
    }

    @Test
    void theAddressOfAMacIsThatOfTheStandard() {
        assertThat(Cidr.of("2001:db8::/64").eui64("fa:16:3e:0c:41:ef")).hasToString("2001:db8::f816:3eff:fe0c:41ef");
    }
}
