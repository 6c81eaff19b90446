package brume.base.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Certificates and keys as text (RFC 7468), and the two older forms of keys that OpenSSL writes.
public final class Pem {
    /// Older keys have lines of `Name: value` before their bytes (RFC 1421); of one that is sealed, how.
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]+)-----\\s+((?:[A-Za-z-]+: [^\\n]*\\n)*[^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    /// RFC 8410.
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private Pem() {}

    public static String of(List<X509Certificate> chain) {
        var text = new StringBuilder();
        try {
            for (var certificate : chain) text.append(block("CERTIFICATE", certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no encoding", e);
        }
        return text.toString();
    }

    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static String block(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
    }

    /// All certificates in a text, in their order.
    ///
    /// @throws BadCertificate when there is none, or one can't be read
    public static List<X509Certificate> certificates(String text) {
        if (!text.contains("-----BEGIN ")) {
            throw new BadCertificate("there is no certificate in PEM; openssl x509 -inform der makes one of DER");
        }
        try {
            var factory = CertificateFactory.getInstance("X.509");
            return factory
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new BadCertificate("no certificates in PEM: " + e.getMessage(), e);
        }
    }

    /// The first private key in a text.
    ///
    /// @throws BadCertificate when there is none, it is sealed by a passphrase, or of a kind that is not known
    public static PrivateKey key(String text) {
        var blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            var kind = blocks.group(1);
            if (!kind.endsWith("PRIVATE KEY")) continue;
            if (kind.startsWith("ENCRYPTED") || blocks.group(2).contains("ENCRYPTED")) {
                throw new BadCertificate(
                        "the key is sealed by a passphrase; give it without one, in a file of mode 0600");
            }
            try {
                return key(
                        kind,
                        ASN1Primitive.fromByteArray(Base64.getMimeDecoder().decode(blocks.group(2))));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                if (e instanceof BadCertificate bad) throw bad;
                throw new BadCertificate("the key can't be read: " + e.getMessage(), e);
            }
        }
        throw new BadCertificate("there is no private key in PEM; openssl pkey -inform der makes one of DER");
    }

    private static PrivateKey key(String kind, ASN1Primitive said) throws IOException, GeneralSecurityException {
        var key = switch (kind) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(said);
            case "RSA PRIVATE KEY" -> wrapped(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, said);
            case "EC PRIVATE KEY" ->
                wrapped(
                        X9ObjectIdentifiers.id_ecPublicKey,
                        ECPrivateKey.getInstance(said).getParametersObject(),
                        said);
            default -> throw new BadCertificate("a key of the kind " + kind + " is not known");
        };
        var bytes = new PKCS8EncodedKeySpec(key.getEncoded());
        return KeyFactory.getInstance(family(key.getPrivateKeyAlgorithm().getAlgorithm()))
                .generatePrivate(bytes);
    }

    private static PrivateKeyInfo wrapped(ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, ASN1Primitive key)
            throws IOException {
        return new PrivateKeyInfo(new AlgorithmIdentifier(algorithm, parameters), key);
    }

    private static String family(ASN1ObjectIdentifier algorithm) {
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) return "RSA";
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) return "EC";
        if (algorithm.equals(ED25519)) return "EdDSA";
        throw new BadCertificate("keys are RSA, EC or Ed25519, and not " + algorithm);
    }
}
