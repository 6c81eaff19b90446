package brume.sim;

import java.util.function.Consumer;

/// Something that tenants do.
///
/// @param weight how often, against the other verbs
record Verb(String name, int weight, Consumer<Tenant> act) {}
