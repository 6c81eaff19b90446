package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The verbs of key pairs. They belong to users; administrators may act for another.
public final class KeyPairs {
    private static final String KIND = "keypair";
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Journal journal;
    private final Quotas quotas;
    private final KeyPairStore store = new KeyPairStore();

    KeyPairs(Sql sql, InstantSource clock, Ids ids, Journal journal, Quotas quotas) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.quotas = quotas;
    }

    /// @param owner the caller's own user when empty
    /// @throws CloudFault.NotFound when the user has none of that name
    public KeyPair find(Caller caller, Optional<UUID> owner, String name) {
        return find(caller, sql, owner, name);
    }

    KeyPair find(Caller caller, Reads reads, Optional<UUID> owner, String name) {
        return store.find(reads, owner(caller, owner), name).orElseThrow(() -> missing(name));
    }

    private static CloudFault.NotFound missing(String name) {
        return new CloudFault.NotFound(KIND, name);
    }

    private static UUID owner(Caller caller, Optional<UUID> owner) {
        var user = owner.or(caller::user).orElseThrow(() -> new CloudFault.Forbidden("a key pair needs a user"));
        caller.require(ComputeActions.KEY_PAIRS_USE, Target.user(user));
        return user;
    }

    /// By name.
    ///
    /// @throws CloudFault.Invalid when the marker is unknown
    public List<KeyPair> list(Caller caller, Optional<UUID> owner, Optional<String> marker, int limit) {
        var user = owner(caller, owner);
        if (marker.isPresent() && store.find(sql, user, marker.get()).isEmpty()) {
            throw new CloudFault.Invalid("marker [" + marker.get() + "] not found");
        }
        return store.list(sql, user, marker.orElse(""), limit);
    }

    /// How many the caller has.
    public long count(Caller caller) {
        return caller.user().map(user -> store.count(sql, user)).orElse(0L);
    }

    /// Takes a public key that was made elsewhere.
    ///
    /// @throws CloudFault.Invalid  when it is no key of that type
    /// @throws CloudFault.Conflict when the name is taken
    public KeyPair take(Caller caller, Optional<UUID> owner, String name, KeyPair.Type type, String publicKey) {
        var user = owner(caller, owner);
        var fingerprint = switch (type) {
            case SSH -> SshKeys.fingerprint(publicKey);
            case X509 -> certificate(publicKey);
        };
        return add(caller, new KeyPair(ids.next(), user, name, type, publicKey, fingerprint, clock.instant()));
    }

    /// Makes an RSA key pair.
    ///
    /// @throws CloudFault.Conflict when the name is taken
    public KeyPair.Made make(Caller caller, Optional<UUID> owner, String name) {
        var user = owner(caller, owner);
        var made = SshKeys.generate();
        var pair = new KeyPair(
                ids.next(),
                user,
                name,
                KeyPair.Type.SSH,
                made.publicKey(),
                SshKeys.fingerprint(made.publicKey()),
                clock.instant());
        return new KeyPair.Made(add(caller, pair), made.privateKey());
    }

    private static String certificate(String text) {
        try {
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            return SshKeys.colons(SshKeys.digest("SHA-1", certificate.getEncoded()));
        } catch (CertificateException e) {
            throw new CloudFault.Invalid("Keypair data is invalid: failed to generate X509 fingerprint");
        }
    }

    private KeyPair add(Caller caller, KeyPair pair) {
        try {
            return sql.tx(tx -> {
                // A user's are counted, whichever project's limit it is.
                tx.lock("key-pairs", pair.owner());
                quotas.check(
                        tx,
                        caller.project().orElse(pair.owner()),
                        Limit.KEY_PAIRS,
                        1,
                        () -> store.count(tx, pair.owner()));
                store.insert(tx, pair);
                changed(tx, caller, pair.name(), "create");
                return pair;
            });
        } catch (SqlFault fault) {
            if (!fault.duplicate()) throw fault;
            throw new CloudFault.Conflict("Key pair '" + pair.name() + "' already exists.");
        }
    }

    /// Instances that were made with it keep their copy.
    public void delete(Caller caller, Optional<UUID> owner, String name) {
        var user = owner(caller, owner);
        sql.run(tx -> {
            if (store.delete(tx, user, name) == 0) throw missing(name);
            changed(tx, caller, name, "delete");
        });
    }

    /// Takes away what a user had, with the user.
    public void leave(Tx tx, UUID user) {
        store.deleteAll(tx, user);
    }

    private void changed(Tx tx, Caller caller, String name, String what) {
        journal.changed(tx, caller, "compute:key-pairs:" + what, KIND, name, Optional.empty(), Map.of());
    }
}
