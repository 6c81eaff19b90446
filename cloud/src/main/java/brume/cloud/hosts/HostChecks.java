package brume.cloud.hosts;

import brume.base.fault.CloudFault;
import brume.base.sql.Sql;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Finding;
import brume.contract.Answer;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Whether hosts hold what they are told, and nothing else: each is asked.
final class HostChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// To ask costs more than to read a row.
    private static final int HOSTS_AT_ONCE = 4;

    private static final String STRANGE = "the orders were lost by a restore, or a bug; nothing is removed without an"
            + " order: adopt it, or remove it by hand";
    private static final String FORGOTTEN = "the host lost what it had written down; it is told again";

    private final Sql sql;
    private final Hosts hosts;
    private final OrderStore orders;
    private final Consumer<HostId> wake;

    HostChecks(Sql sql, Hosts hosts, OrderStore orders, Consumer<HostId> wake) {
        this.sql = sql;
        this.hosts = hosts;
        this.orders = orders;
        this.wake = wake;
    }

    List<Check> all() {
        return List.of(new Check("hosts.holdings", "hosts hold what they are told, and nothing else", this::page));
    }

    private Check.Page page(Optional<UUID> after, int limit) {
        var page = hosts.connected(after.orElse(new UUID(0, 0)), Math.min(limit, HOSTS_AT_ONCE));
        var findings = new ArrayList<Finding>();
        int looked = 0;
        for (var host : page) {
            try {
                var first = differences(host);
                looked += first.looked;
                // What is just changing is seen once; what is wrong is seen twice.
                if (!first.findings.isEmpty()) {
                    var second = differences(host).findings;
                    first.findings.stream().filter(second::contains).forEach(findings::add);
                }
            } catch (CloudFault.Unavailable away) {
                // It is not there to be asked; whatever waits for it is told as stuck.
                continue;
            }
        }
        var end = page.size() < Math.min(limit, HOSTS_AT_ONCE)
                ? Optional.<UUID>empty()
                : Optional.of(page.getLast().value());
        return new Check.Page(looked, findings.stream().map(this::repaired).toList(), end);
    }

    private record Differences(int looked, List<Finding> findings) {}

    private Differences differences(HostId host) {
        var answer = hosts.ask(host, new Question.Holdings(), PATIENCE);
        if (!(answer instanceof Answer.Holdings holdings)) return new Differences(0, List.of());
        var told = new HashMap<ItemKey, OrderStore.Standing>();
        for (var order : orders.standing(sql, host)) told.put(order.key(), order);
        var findings = new ArrayList<Finding>();
        holdings.held().forEach((key, generation) -> {
            if (!told.containsKey(key)) {
                findings.add(Finding.of(kind(key), key.id(), "the host holds it, and was not told to", STRANGE)
                        .on(host.value()));
            }
        });
        told.values().stream()
                .filter(order -> order.held() && !order.tombstone())
                .filter(order -> holdings.held().getOrDefault(order.key(), 0L) < order.generation())
                .forEach(order -> findings.add(lost(host, order)));
        var unmade = told.values().stream()
                .filter(order -> !order.held())
                .map(order -> order.key().id().toString())
                .collect(Collectors.toSet());
        holdings.missing().stream()
                .filter(trace -> !unmade.contains(trace.name()))
                .forEach(trace -> findings.add(
                        Finding.of(trace.kind(), trace.name(), "it should be on the host, and is not", trace.cause())
                                .on(host.value())));
        holdings.strays()
                .forEach(trace -> findings.add(Finding.of(
                                trace.kind(),
                                trace.name(),
                                "it is on the host, and nothing there explains it",
                                trace.cause())
                        .on(host.value())));
        return new Differences(told.size() + holdings.held().size(), findings);
    }

    private static Finding lost(HostId host, OrderStore.Standing order) {
        return Finding.of(
                        kind(order.key()), order.key().id(), "the host said that it holds it, and does not", FORGOTTEN)
                .on(host.value());
    }

    /// What the host has lost it is told again: it makes it anew, and harms nothing.
    private Finding repaired(Finding found) {
        if (!found.cause().equals(FORGOTTEN)) return found;
        var host = new HostId(found.host().orElseThrow());
        var kind = ItemKey.Kind.valueOf(found.kind().toUpperCase(Locale.ROOT).replace('-', '_'));
        var key = new ItemKey(kind, UUID.fromString(found.id()));
        boolean opened = sql.tx(tx -> orders.standing(tx, host).stream()
                .filter(order -> order.key().equals(key) && order.held())
                .anyMatch(order -> orders.reopen(tx, host, key, order.generation())));
        if (!opened) return found;
        hosts.forgetSent(host, key);
        wake.accept(host);
        return found.mended();
    }

    private static String kind(ItemKey key) {
        return key.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
