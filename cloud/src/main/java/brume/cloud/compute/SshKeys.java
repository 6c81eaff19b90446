package brume.cloud.compute;

import brume.base.fault.CloudFault;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/// SSH public keys as text (RFC 4253, section 6.6; RFC 4716), and the making of RSA key pairs.
final class SshKeys {
    private static final int RSA_BITS = 2048;
    private static final Set<String> TYPES = Set.of(
            "ssh-rsa",
            "ssh-dss",
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com");

    private SshKeys() {}

    /// @param publicKey  a line of `authorized_keys`
    /// @param privateKey PKCS#1 in PEM, which every client reads
    record Pair(String publicKey, String privateKey) {}

    /// The MD5 fingerprint of a public key.
    ///
    /// @throws CloudFault.Invalid when it is none
    static String fingerprint(String publicKey) {
        var words = publicKey.strip().split("\\s+", 3);
        if (words.length < 2 || !TYPES.contains(words[0])) throw invalid();
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(words[1]);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        if (!words[0].equals(firstString(blob))) throw invalid();
        return colons(digest("MD5", blob));
    }

    private static CloudFault.Invalid invalid() {
        return new CloudFault.Invalid("Keypair data is invalid: failed to generate fingerprint;"
                + " a public key of OpenSSH is needed, as the line in ~/.ssh/id_ed25519.pub");
    }

    private static String firstString(byte[] blob) {
        if (blob.length < 4) throw invalid();
        int length = ByteBuffer.wrap(blob).getInt();
        if (length < 0 || length > blob.length - 4) throw invalid();
        return new String(blob, 4, length, StandardCharsets.US_ASCII);
    }

    static String colons(byte[] digest) {
        return HexFormat.ofDelimiter(":").formatHex(digest);
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Pair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            var pair = generator.generateKeyPair();
            var open = (RSAPublicKey) pair.getPublic();
            return new Pair(
                    "ssh-rsa " + Base64.getEncoder().encodeToString(blob(open)) + " Generated-by-Brume",
                    pem((RSAPrivateCrtKey) pair.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] blob(RSAPublicKey key) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var part : new byte[][] {
                "ssh-rsa".getBytes(StandardCharsets.US_ASCII),
                key.getPublicExponent().toByteArray(),
                key.getModulus().toByteArray()
            }) {
                out.writeInt(part.length);
                out.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// PKCS#1 (RFC 8017, appendix A.1.2): what `ssh` reads in each of its versions.
    private static String pem(RSAPrivateCrtKey key) {
        var body = new ByteArrayOutputStream();
        for (var number : new BigInteger[] {
            BigInteger.ZERO,
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient()
        }) {
            der(body, 0x02, number.toByteArray());
        }
        var all = new ByteArrayOutputStream();
        der(all, 0x30, body.toByteArray());
        return "-----BEGIN RSA PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(all.toByteArray())
                + "\n-----END RSA PRIVATE KEY-----\n";
    }

    private static void der(ByteArrayOutputStream out, int tag, byte[] value) {
        out.write(tag);
        if (value.length < 0x80) out.write(value.length);
        else {
            var length = BigInteger.valueOf(value.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(value);
    }
}
