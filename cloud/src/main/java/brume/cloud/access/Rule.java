package brume.cloud.access;

import java.util.List;
import java.util.Optional;

/// Who may, by default.
public sealed interface Rule {
    boolean allows(Caller caller, Target target);

    /// Whoever has a token.
    record Anyone() implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            return true;
        }
    }

    /// Administrators of the cloud.
    record Admin() implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            return caller.admin();
        }
    }

    /// Whoever has the role in the target's project; administrators everywhere. A target without a project is the
    /// caller's own.
    record InProject(String role) implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            if (caller.admin()) return true;
            if (!(caller.scope() instanceof Scope.Project p) || !caller.roles().contains(role)) return false;
            return target.project().isEmpty() || target.project().equals(Optional.of(p.id()));
        }
    }

    /// Whoever has the role in the target's domain; administrators everywhere.
    record InDomain(String role) implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            if (caller.admin()) return true;
            return caller.scope() instanceof Scope.Domain d
                    && caller.roles().contains(role)
                    && target.domain().equals(Optional.of(d.id()));
        }
    }

    /// Whoever's token is for a project of the target's domain.
    record Inhabitant() implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            return caller.scope() instanceof Scope.Project p && target.domain().equals(Optional.of(p.domain()));
        }
    }

    /// Whoever has the role in the system; administrators too.
    record InSystem(String role) implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            return caller.admin()
                    || caller.scope() instanceof Scope.System && caller.roles().contains(role);
        }
    }

    /// The user whom the target belongs to.
    record Owner() implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            return target.user().isPresent() && target.user().equals(caller.user());
        }
    }

    /// Any of several.
    record AnyOf(List<Rule> rules) implements Rule {
        @Override
        public boolean allows(Caller caller, Target target) {
            return rules.stream().anyMatch(rule -> rule.allows(caller, target));
        }
    }

    Rule ANYONE = new Anyone();
    Rule ADMIN = new Admin();
    Rule READER = new InProject("reader");
    Rule MEMBER = new InProject("member");
    Rule OWNER = new Owner();

    static Rule anyOf(Rule... rules) {
        return new AnyOf(List.of(rules));
    }
}
