package brume.sim;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What can go wrong in a simulated run.
public enum Fault {
    ORDER_LOST(300),
    ORDER_ANSWER_LOST(300),
    ORDER_DOUBLED(400),
    ORDER_LATE(300),
    REPORT_LOST(300),
    REPORT_ANSWER_LOST(300),
    REPORT_DOUBLED(400),
    REPORT_LATE(300),
    /// A report from long ago arrives once more.
    OLD_REPORT(100),
    LINK_CUT(15),
    AGENT_DIES_BEFORE_ACT(60),
    AGENT_DIES_AFTER_ACT(60),
    AGENT_DIES_BEFORE_ORDER(40),
    AGENT_DIES_AFTER_ORDER(40),
    AGENT_DIES(10),
    /// The agent's own files are lost; guests and networks are not.
    HOST_FORGETS(6),
    /// Guests and networks end; what the agent has written is kept.
    HOST_LOSES_POWER(6),
    /// Nothing is left.
    HOST_IS_WIPED(4),
    HOST_REFUSES(200),
    HOST_IS_FULL(10),
    HOST_IS_SLOW(100),
    HOST_SHRINKS(10),
    GUEST_IS_LOST(20),
    GUEST_SHUTS_DOWN(20),
    CONTROL_DIES(5),
    CONTROL_DIES_BEFORE_COMMIT(8),
    CONTROL_DIES_AFTER_COMMIT(8),
    COMMIT_ANSWER_LOST(40),
    CONNECTION_LOST(10),
    SERIALIZATION_FAILURE(30),
    WAKE_UP_LOST(500),
    ANSWER_LOST(200),
    CLOCK_JUMPS(4);

    private final int chance;

    Fault(int chance) {
        this.chance = chance;
    }

    /// How often of ten thousand occasions it happens.
    int chance() {
        return chance;
    }

    /// `order-lost`
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Fault> of(String word) {
        for (var fault : values()) if (fault.word().equals(word)) return Optional.of(fault);
        return Optional.empty();
    }

    public static Set<Fault> all() {
        return EnumSet.allOf(Fault.class);
    }
}
