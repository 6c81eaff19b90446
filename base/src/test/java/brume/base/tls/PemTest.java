package brume.base.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;

final class PemTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void whatIsWrittenIsReadBack() {
        var own = Authority.make("a test's", Duration.ofDays(1), InstantSource.system(), RANDOM)
                .own();
        assertThat(Pem.certificates(Pem.of(own.chain()))).isEqualTo(own.chain());
        assertThat(Pem.key(Pem.of(own.key())).getEncoded()).isEqualTo(own.key().getEncoded());
    }

    @Test
    void theFormsOfOpensslAreRead() throws Exception {
        for (var kind : List.of("RSA", "EC")) {
            var generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(kind.equals("EC") ? 256 : 1024);
            var key = generator.generateKeyPair().getPrivate();
            var old = PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey();
            var bytes = old.toASN1Primitive().getEncoded();
            if (kind.equals("EC")) {
                // OpenSSL writes the curve into the key itself.
                var bare = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(bytes);
                var curve = PrivateKeyInfo.getInstance(key.getEncoded())
                        .getPrivateKeyAlgorithm()
                        .getParameters();
                bytes = new org.bouncycastle.asn1.sec.ECPrivateKey(256, bare.getKey(), curve).getEncoded();
            }
            var text = "-----BEGIN " + kind + " PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind
                    + " PRIVATE KEY-----\n";
            assertThat(Pem.key("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + text)
                            .getAlgorithm())
                    .isEqualTo(kind);
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedInWords() {
        var one = Authority.make("one", Duration.ofDays(1), InstantSource.system(), RANDOM);
        var other = Authority.make("other", Duration.ofDays(1), InstantSource.system(), RANDOM);
        assertThatThrownBy(() -> new ServerKey(one.own().key(), other.own().chain()))
                .isInstanceOf(BadCertificate.class)
                .hasMessageContaining("not that of the certificate");
        assertThatThrownBy(() -> new ServerKey(one.own().key(), Pem.certificates("")))
                .isInstanceOf(BadCertificate.class);
        assertThatThrownBy(() -> Pem.key("nothing")).isInstanceOf(BadCertificate.class);
        assertThatThrownBy(() ->
                        Pem.key("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"))
                .isInstanceOf(BadCertificate.class)
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> Pem.key("""
                        -----BEGIN EC PRIVATE KEY-----
                        Proc-Type: 4,ENCRYPTED
                        DEK-Info: AES-128-CBC,61C2A1A5B5B3F2F5CEDF5F2E3B4C0D4E

                        AAAA
                        -----END EC PRIVATE KEY-----
                        """))
                .isInstanceOf(BadCertificate.class)
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> Pem.key("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
                .isInstanceOf(BadCertificate.class);
        assertThatThrownBy(() -> Pem.certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
                .isInstanceOf(BadCertificate.class);
    }
}
