package brume.base.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A small certificate authority (RFC 5280): it makes certificates for one server, which clients trust who trust it.
/// Keys are EC on P-256, which all clients know.
public final class Authority {
    private static final AlgorithmIdentifier SIGNED_BY = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final int SERIAL_BITS = 126;
    // Clients' clocks go wrong, too.
    private static final Duration SLACK = Duration.ofHours(1);
    private final PrivateKey key;
    private final X509Certificate certificate;
    private final InstantSource clock;
    private final SecureRandom random;

    private Authority(PrivateKey key, X509Certificate certificate, InstantSource clock, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.clock = clock;
        this.random = random;
    }

    /// One that was made before.
    public static Authority of(ServerKey own, InstantSource clock, SecureRandom random) {
        return new Authority(own.key(), own.certificate(), clock, random);
    }

    /// A new one.
    ///
    /// @param name as people see it in their browsers
    public static Authority make(String name, Duration life, InstantSource clock, SecureRandom random) {
        var pair = pair(random);
        var subject = new X500Name("CN=" + name);
        try {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            extensions.addExtension(
                    Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier(pair.getPublic())));
            var tbs = begun(subject, subject, pair.getPublic(), clock.instant(), life, random);
            return new Authority(
                    pair.getPrivate(), signed(tbs, extensions.generate(), pair.getPrivate(), random), clock, random);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /// The key and the certificate, to be kept in a file of mode 0600.
    public ServerKey own() {
        return new ServerKey(key, List.of(certificate));
    }

    /// A new key for a server, with its certificate.
    public ServerKey issue(ServerNames names, Duration life) {
        var pair = pair(random);
        try {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            extensions.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            extensions.addExtension(
                    Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier(pair.getPublic())));
            extensions.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new AuthorityKeyIdentifier(identifier(certificate.getPublicKey())));
            extensions.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            var issuer =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            var tbs = begun(issuer, new X500Name("CN=Brume API"), pair.getPublic(), clock.instant(), life, random);
            return new ServerKey(pair.getPrivate(), List.of(signed(tbs, extensions.generate(), key, random)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    private static GeneralNames alternatives(ServerNames names) {
        return new GeneralNames(Stream.concat(
                        names.dns().stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        names.addresses().stream().map(address -> new GeneralName(GeneralName.iPAddress, address)))
                .toArray(GeneralName[]::new));
    }

    private static V3TBSCertificateGenerator begun(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration life, SecureRandom random) {
        var tbs = new V3TBSCertificateGenerator();
        tbs.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS)));
        tbs.setSignature(SIGNED_BY);
        tbs.setIssuer(issuer);
        tbs.setSubject(subject);
        tbs.setStartDate(new Time(Date.from(now.minus(SLACK))));
        tbs.setEndDate(new Time(Date.from(now.plus(life))));
        tbs.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        return tbs;
    }

    private static X509Certificate signed(
            V3TBSCertificateGenerator tbs, Extensions extensions, PrivateKey key, SecureRandom random)
            throws IOException, GeneralSecurityException {
        tbs.setExtensions(extensions);
        var content = tbs.generateTBSCertificate();
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key, random);
        signature.update(content.getEncoded("DER"));
        ASN1Sequence whole = new DERSequence(
                new org.bouncycastle.asn1.ASN1Encodable[] {content, SIGNED_BY, new DERBitString(signature.sign())});
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(whole.getEncoded("DER")));
    }

    /// RFC 5280, 4.2.1.2, method (1).
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        var bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData();
        return MessageDigest.getInstance("SHA-1").digest(bits.getBytes());
    }

    private static KeyPair pair(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no P-256", e);
        }
    }
}
