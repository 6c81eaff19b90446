package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Logging in and out: tokens made, looked at, and taken back.
public final class Logins {
    private static final int CACHED = 10_000;
    private final Ground ground;
    private final Passwords passwords;
    private final Credentials credentials;
    private final Doorkeeper doorkeeper;
    private final TokenCodec codec;
    private final Cache<String, Token> opened = Caffeine.newBuilder()
            .maximumSize(CACHED)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();
    private final Duration life;

    Logins(
            Ground ground,
            Passwords passwords,
            Credentials credentials,
            Doorkeeper doorkeeper,
            TokenCodec codec,
            Duration life) {
        this.ground = ground;
        this.doorkeeper = doorkeeper;
        this.passwords = passwords;
        this.credentials = credentials;
        this.codec = codec;
        this.life = life;
    }

    /// What somebody brings to show who they are.
    public sealed interface Proof {}

    /// A password; the user by id, or by name in a domain.
    public record ByPassword(Optional<UUID> user, Optional<String> name, Optional<Named> domain, String password)
            implements Proof {}

    /// An application credential, by its id, or by its name and its user.
    public record ByCredential(
            Optional<UUID> id,
            Optional<String> name,
            Optional<UUID> user,
            Optional<String> userName,
            Optional<Named> domain,
            String secret)
            implements Proof {}

    /// A token from before.
    public record ByToken(String token) implements Proof {}

    /// A thing by its id or its name.
    public record Named(Optional<String> id, Optional<String> name) {}

    /// Where the token shall hold.
    public sealed interface Wanted {}

    /// In the user's default project, if there is one; else nowhere.
    public record Anywhere() implements Wanted {}

    public record Nowhere() implements Wanted {}

    /// @param domain of the name
    public record InProject(Optional<UUID> id, Optional<String> name, Optional<Named> domain) implements Wanted {}

    public record InDomain(Named domain) implements Wanted {}

    public record InSystem() implements Wanted {}

    /// A token that was just made.
    public record Made(String text, Token token) {}

    /// What a token says, with the names to it.
    ///
    /// @param project absent when the scope is another
    /// @param domain  the scope, or the domain of the project that is
    public record Told(
            Token token,
            User user,
            Domain userDomain,
            Optional<Project> project,
            Optional<Domain> domain,
            List<RoleName> roles,
            Optional<Credential> credential) {}

    /// A role as a token names it.
    public record RoleName(UUID id, String name) {}

    /// Where an attempt comes from.
    ///
    /// @param source  the client's address
    /// @param request the request's id
    public record From(String source, String request) {}

    /// @throws CloudFault.Unauthenticated whatever is wrong, without a word of what
    /// @throws CloudFault.RateLimited     after too many that were wrong
    public Made login(From from, List<Proof> proofs, Wanted wanted) {
        long revocation = ground.revocations().latest();
        Optional<User> user = Optional.empty();
        var methods = new LinkedHashSet<Token.Method>();
        Optional<Token> before = Optional.empty();
        Optional<Credential> credential = Optional.empty();
        for (var proof : proofs) {
            var shown = switch (proof) {
                case ByPassword p -> {
                    methods.add(Token.Method.PASSWORD);
                    yield byPassword(from, p);
                }
                case ByCredential c -> {
                    methods.add(Token.Method.APPLICATION_CREDENTIAL);
                    credential = byCredential(from, c);
                    yield credential.flatMap(found -> Users.find(ground.sql(), found.user()));
                }
                case ByToken t -> {
                    // What was narrowed once is not made wider by asking again.
                    before = live(t.token)
                            .filter(b -> b.credential().isEmpty() && b.trust().isEmpty());
                    methods.add(Token.Method.TOKEN);
                    before.ifPresent(b -> methods.addAll(b.methods()));
                    yield before.flatMap(b -> Users.find(ground.sql(), b.user()));
                }
            };
            if (shown.isEmpty()
                    || user.isPresent() && !user.get().id().equals(shown.get().id())) {
                throw new CloudFault.Unauthenticated();
            }
            user = shown;
        }
        var who = user.filter(this::active).orElseThrow(CloudFault.Unauthenticated::new);
        var made = credential;
        var scope = made.isPresent() ? scope(made.get(), wanted) : scope(who, wanted);
        var roles = new LinkedHashSet<>(Reach.roles(ground.sql(), who.id(), scope));
        made.ifPresent(c -> narrow(roles, c));
        if (roles.isEmpty() && !(scope instanceof Scope.None)) throw new CloudFault.Unauthenticated();
        // The token holds no finer time.
        var now = ground.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var auditIds = new ArrayList<UUID>();
        auditIds.add(ground.ids().next());
        before.ifPresent(b -> auditIds.add(b.chainId()));
        var token = new Token(
                who.id(),
                who.domain(),
                scope,
                roles,
                List.copyOf(methods),
                auditIds,
                now,
                before.map(Token::expiresAt).orElse(now.plus(life)),
                revocation,
                Optional.empty(),
                made.map(Credential::id));
        return new Made(codec.seal(token), token);
    }

    /// A credential gives its own roles, while its user has all of them.
    private void narrow(LinkedHashSet<String> roles, Credential credential) {
        var own = Reach.names(
                ground.sql(), credential.roles().stream().map(RoleName::id).toList());
        if (!roles.containsAll(own)) throw new CloudFault.Unauthenticated();
        roles.retainAll(own);
    }

    private Scope scope(Credential credential, Wanted wanted) {
        var project = Projects.find(ground.sql(), credential.project()).orElseThrow(CloudFault.Unauthenticated::new);
        boolean same = switch (wanted) {
            case Anywhere a -> true;
            case InProject p -> project(p).map(Project::id).equals(Optional.of(project.id()));
            default -> false;
        };
        if (!same) throw new CloudFault.Unauthenticated();
        return open(project);
    }

    private Optional<Credential> byCredential(From from, ByCredential proof) {
        var user = proof.user.or(() -> named(proof.userName, proof.domain).map(User::id));
        var found = credentials.find(proof.id, user, proof.name);
        var subject = found.map(Credential::id).orElseGet(() -> nobody(proof.id, user, proof.userName, proof.name));
        return attempt(from, Credentials.KIND, subject, found.isPresent(), () -> credentials.open(found, proof.secret));
    }

    /// An attempt that the doorkeeper lets through; one that it holds is told in the audit.
    private <T> Optional<T> attempt(From from, String kind, UUID subject, boolean there, Supplier<Optional<T>> proof) {
        try {
            return doorkeeper.attempt(subject, from.source, proof);
        } catch (CloudFault.RateLimited e) {
            ground.journal().held(from.source, from.request, "identity:login", kind, there ? subject.toString() : "");
            throw e;
        }
    }

    /// Stands for whoever is named so, and is not there.
    private static UUID nobody(Object... said) {
        return UUID.nameUUIDFromBytes(Arrays.toString(said).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<User> named(Optional<String> name, Optional<Named> domain) {
        return name.flatMap(n -> domain.flatMap(this::domain)
                .flatMap(d ->
                        ground.sql().first(User.SELECT + " where u.name = ? and u.domain = ?", User::row, n, d.id())));
    }

    private Optional<User> byPassword(From from, ByPassword proof) {
        var user = proof.user.flatMap(id -> Users.find(ground.sql(), id)).or(() -> named(proof.name, proof.domain));
        var subject = user.map(User::id).orElseGet(() -> nobody(proof.user, proof.name, proof.domain));
        return attempt(from, Users.KIND, subject, user.isPresent(), () -> opened(user, proof.password));
    }

    /// Whether the user can be logged in by it, too: who finds a password that is of no use shall not be told.
    private Optional<User> opened(Optional<User> user, String password) {
        boolean right = passwords.matches(password, user.flatMap(u -> Passwords.stored(ground.sql(), u.id())));
        boolean expired = user.flatMap(User::passwordExpiresAt)
                .filter(at -> !at.isAfter(ground.clock().instant()))
                .isPresent();
        return right && !expired ? user.filter(this::active) : Optional.empty();
    }

    private boolean active(User user) {
        return user.enabled() && domain(user.domain()).filter(Domain::enabled).isPresent();
    }

    private Optional<Domain> domain(String id) {
        return ground.sql().first("select " + Domain.COLUMNS + " from domain where id = ?", Domain::row, id);
    }

    private Optional<Domain> domain(Named named) {
        if (named.id.isPresent()) return domain(named.id.get());
        return ground.sql()
                .first("select " + Domain.COLUMNS + " from domain where name = ?", Domain::row, named.name.orElse(""));
    }

    private Scope scope(User user, Wanted wanted) {
        return switch (wanted) {
            case Nowhere n -> new Scope.None();
            case InSystem s -> new Scope.System();
            case InDomain d ->
                domain(d.domain)
                        .filter(Domain::enabled)
                        .map(found -> new Scope.Domain(found.id()))
                        .orElseThrow(CloudFault.Unauthenticated::new);
            case InProject p -> project(p).map(this::open).orElseThrow(CloudFault.Unauthenticated::new);
            case Anywhere a ->
                user.defaultProject()
                        .flatMap(id -> Projects.find(ground.sql(), id))
                        .filter(p -> p.enabled()
                                && domain(p.domain()).filter(Domain::enabled).isPresent())
                        .map(p -> new Scope.Project(p.id(), p.domain()))
                        .filter(s -> !Reach.roles(ground.sql(), user.id(), s).isEmpty())
                        .<Scope>map(s -> s)
                        .orElse(new Scope.None());
        };
    }

    private Scope open(Project project) {
        if (!project.enabled()
                || domain(project.domain()).filter(Domain::enabled).isEmpty()) {
            throw new CloudFault.Unauthenticated();
        }
        return new Scope.Project(project.id(), project.domain());
    }

    private Optional<Project> project(InProject wanted) {
        if (wanted.id.isPresent()) return Projects.find(ground.sql(), wanted.id.get());
        return wanted.domain
                .flatMap(this::domain)
                .flatMap(domain -> ground.sql()
                        .first(
                                "select " + Project.COLUMNS + " from project where domain = ? and name = ?",
                                Project::row,
                                domain.id(),
                                wanted.name.orElse("")));
    }

    /// What a token says, while it counts. The database is not asked.
    public Optional<Token> live(String text) {
        var token = Optional.ofNullable(opened.getIfPresent(text));
        if (token.isEmpty()) {
            token = codec.open(text);
            token.ifPresent(said -> opened.put(text, said));
        }
        return token.filter(said -> said.expiresAt().isAfter(ground.clock().instant())
                && !ground.revocations().covers(said));
    }

    /// A token as its bearer, or somebody who may look at others', is told of it.
    ///
    /// @throws CloudFault.NotFound when it does not count
    public Told tell(Caller caller, String text) {
        var token = live(text).orElseThrow(() -> new CloudFault.NotFound("token", "given"));
        if (!Optional.of(token.user()).equals(caller.user())) {
            caller.require(IdentityActions.TOKEN_READ_OTHERS, Target.ANY);
        }
        return tell(token);
    }

    /// What a token says, with the names to it.
    ///
    /// @throws CloudFault.NotFound when its user or scope went away just now
    public Told tell(Token token) {
        return TokenNames.tell(ground.sql(), token);
    }

    /// Takes one token back.
    ///
    /// @throws CloudFault.NotFound when it does not count
    public void logout(Caller caller, String text) {
        var token = live(text).orElseThrow(() -> new CloudFault.NotFound("token", "given"));
        if (!Optional.of(token.user()).equals(caller.user())) {
            caller.require(IdentityActions.TOKEN_REVOKE_OTHERS, Target.ANY);
        }
        ground.sql().run(tx -> {
            ground.journal()
                    .changed(
                            tx, caller, "identity:tokens:revoke", "token", token.auditId(), caller.project(), Map.of());
            ground.revocations().revoke(tx, Revocations.Kind.TOKEN, token.auditId());
        });
    }

    /// The domains in which a user may log in.
    public List<Domain> domains(UUID user) {
        return ground.sql()
                .query(
                        "select " + Domain.COLUMNS + " from domain where enabled and id = any(?) order by name",
                        Domain::row,
                        Reach.domains(ground.sql(), user));
    }

    /// Whether a user may log in to the system.
    public boolean system(UUID user) {
        return Reach.system(ground.sql(), user);
    }
}
