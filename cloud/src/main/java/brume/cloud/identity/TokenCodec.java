package brume.cloud.identity;

import brume.base.seal.KeyRing;
import brume.base.sql.Once;
import brume.cloud.access.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// The token as text: a format byte, the key's number, a nonce, and the payload under AES-256-GCM, in base64url. The
/// epoch is authenticated with it, so that a token of another epoch is no token at all.
final class TokenCodec {
    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int MAX_CHARS = 16_384;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private final KeyRing keys;
    private final Once<UUID> epoch;
    private final RandomGenerator random;

    TokenCodec(KeyRing keys, Once<UUID> epoch, RandomGenerator random) {
        this.keys = keys;
        this.epoch = epoch;
        this.random = random;
    }

    String seal(Token token) {
        var key = keys.primary();
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var head = ByteBuffer.allocate(HEAD).put(FORMAT).putInt(key.number()).array();
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, head).doFinal(payload(token));
            return ENCODER.encodeToString(ByteBuffer.allocate(HEAD + NONCE + sealed.length)
                    .put(head)
                    .put(nonce)
                    .put(sealed)
                    .array());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a token could not be made", e);
        }
    }

    /// What the text says, if it was made by us in this epoch with a key that still counts.
    Optional<Token> open(String text) {
        if (text.length() > MAX_CHARS) return Optional.empty();
        byte[] all;
        try {
            all = DECODER.decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (all.length < HEAD + NONCE + TAG_BITS / 8 || all[0] != FORMAT) return Optional.empty();
        var head = Arrays.copyOf(all, HEAD);
        var key = keys.find(ByteBuffer.wrap(all, 1, Integer.BYTES).getInt());
        if (key.isEmpty()) return Optional.empty();
        var nonce = Arrays.copyOfRange(all, HEAD, HEAD + NONCE);
        try {
            var plain = cipher(Cipher.DECRYPT_MODE, key.get(), nonce, head)
                    .doFinal(all, HEAD + NONCE, all.length - HEAD - NONCE);
            return Optional.of(token(plain));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("a token that is ours could not be read", e);
        }
    }

    private Cipher cipher(int mode, KeyRing.Key key, byte[] nonce, byte[] head) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head);
        var now = epoch.get();
        cipher.updateAAD(ByteBuffer.allocate(16)
                .putLong(now.getMostSignificantBits())
                .putLong(now.getLeastSignificantBits())
                .array());
        return cipher;
    }

    private static byte[] payload(Token token) throws IOException {
        var bytes = new ByteArrayOutputStream(160);
        var out = new DataOutputStream(bytes);
        write(out, token.user());
        out.writeUTF(token.domain());
        switch (token.scope()) {
            case Scope.None n -> out.writeByte(0);
            case Scope.Project p -> {
                out.writeByte(1);
                write(out, p.id());
                out.writeUTF(p.domain());
            }
            case Scope.Domain d -> {
                out.writeByte(2);
                out.writeUTF(d.id());
            }
            case Scope.System s -> out.writeByte(3);
        }
        out.writeShort(token.roles().size());
        for (var role : token.roles()) out.writeUTF(role);
        out.writeByte(token.methods().size());
        for (var method : token.methods()) out.writeByte(method.ordinal());
        out.writeByte(token.auditIds().size());
        for (var id : token.auditIds()) write(out, id);
        out.writeLong(token.issuedAt().toEpochMilli());
        out.writeLong(token.expiresAt().toEpochMilli());
        out.writeLong(token.revocation());
        write(out, token.trust());
        write(out, token.credential());
        return bytes.toByteArray();
    }

    private static Token token(byte[] plain) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(plain));
        var user = uuid(in);
        var domain = in.readUTF();
        Scope scope = switch (in.readByte()) {
            case 0 -> new Scope.None();
            case 1 -> new Scope.Project(uuid(in), in.readUTF());
            case 2 -> new Scope.Domain(in.readUTF());
            case 3 -> new Scope.System();
            default -> throw new IOException("a scope of no known kind");
        };
        var roles = new LinkedHashSet<String>();
        for (int left = in.readUnsignedShort(); left > 0; left--) roles.add(in.readUTF());
        List<Token.Method> methods = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) methods.add(Token.Method.values()[in.readByte()]);
        List<UUID> auditIds = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) auditIds.add(uuid(in));
        return new Token(
                user,
                domain,
                scope,
                roles,
                methods,
                auditIds,
                Instant.ofEpochMilli(in.readLong()),
                Instant.ofEpochMilli(in.readLong()),
                in.readLong(),
                optional(in),
                optional(in));
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void write(DataOutputStream out, Optional<UUID> id) throws IOException {
        out.writeBoolean(id.isPresent());
        if (id.isPresent()) write(out, id.get());
    }

    private static UUID uuid(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static Optional<UUID> optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(uuid(in)) : Optional.empty();
    }
}
