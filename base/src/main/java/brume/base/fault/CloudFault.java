package brume.base.fault;

import java.time.Duration;

/// What can go wrong that a caller can act on: one kind for each thing that a caller would do. Each dialect maps all
/// of them in one switch to its own code and body. Anything else that is thrown is a bug.
public abstract sealed class CloudFault extends RuntimeException {
    private CloudFault(String message) {
        super(message, null, false, false);
    }

    /// There is no such thing, or none that the caller may know of.
    public static final class NotFound extends CloudFault {
        private final String kind;
        private final String id;

        /// @param kind the resource's name in the model: `instance`, `port`, …
        public NotFound(String kind, Object id) {
            super(kind + " " + id + " could not be found");
            this.kind = kind;
            this.id = String.valueOf(id);
        }

        public String kind() {
            return kind;
        }

        public String id() {
            return id;
        }
    }

    /// The request itself is wrong, and would be at any time.
    public static final class Invalid extends CloudFault {
        private final String reason;

        public Invalid(String message) {
            this("invalid", message);
        }

        /// @param reason a stable word for dialects that name their errors, as `gateway-conflict`
        public Invalid(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /// The request does not go with the state of things as they are now.
    public static final class Conflict extends CloudFault {
        private final String reason;

        public Conflict(String message) {
            this("conflict", message);
        }

        /// @param reason a stable word for dialects that name their errors, as `port-in-use`
        public Conflict(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /// The thing was changed by somebody else since it was read.
    public static final class Stale extends CloudFault {
        public Stale(String message) {
            super(message);
        }
    }

    /// The caller is known, and may not.
    public static final class Forbidden extends CloudFault {
        public Forbidden(String message) {
            super(message);
        }
    }

    /// The caller is not known. The message says no more than that.
    public static final class Unauthenticated extends CloudFault {
        public Unauthenticated() {
            super("The request you have made requires authentication.");
        }
    }

    /// The project's limit would be passed.
    public static final class OverQuota extends CloudFault {
        private final String resource;

        /// @param resource the limit's name: `instances`, `port`, …
        public OverQuota(String resource, long limit, long used, long asked) {
            super("quota exceeded for " + resource + ": limit " + limit + ", used " + used + ", asked " + asked);
            this.resource = resource;
        }

        public String resource() {
            return resource;
        }
    }

    /// No host, or no address, has room for it.
    public static final class NoCapacity extends CloudFault {
        private final String reason;

        /// @param reason a stable word: `host`, `address`, `network`
        public NoCapacity(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /// The body, or a part of it, is larger than is taken.
    public static final class TooLarge extends CloudFault {
        public TooLarge(String message) {
            super(message);
        }
    }

    /// Too many requests.
    public static final class RateLimited extends CloudFault {
        private final Duration retryAfter;

        public RateLimited(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /// Something that is needed does not answer now; the same request may succeed later.
    public static final class Unavailable extends CloudFault {
        public Unavailable(String message) {
            super(message);
        }
    }

    /// The protocol knows it, this cloud does not.
    public static final class Unsupported extends CloudFault {
        public Unsupported(String message) {
            super(message);
        }
    }
}
