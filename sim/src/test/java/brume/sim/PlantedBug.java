package brume.sim;

import brume.base.sql.Sql;
import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.ItemKey;
import brume.host.network.HostNetwork;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// Mistakes that a cloud can have, each of which a simulated run must find out.
enum PlantedBug {
    /// A removal is forgotten before its host has heard of it.
    LOST_TOMBSTONE("what-hosts-have-is-not-free") {
        @Override
        Seams in(Seams seams) {
            return statement(seams, "spec = null, secrets = '{}', seen = 0", said -> """
                with said as (select ?::timestamptz)
                delete from host_order where host = ? and kind = ? and item = ? and spec is not null
                """);
        }
    },
    /// What a project has is counted up and down, and down once too often.
    COUNTER_IN_PLACE_OF_A_SUM("limits-hold") {
        @Override
        Seams in(Seams seams) {
            var counted = seams.database(sql -> {
                sql.update("create table planted (project uuid primary key, n bigint not null, cores bigint not null)");
                trigger(sql, "after insert or update on instance", """
                    insert into planted values (new.project, 1, new.vcpus) on conflict (project) do update
                       set n = planted.n + case when tg_op = 'INSERT' then 1
                                                when old.residency <> new.residency then -1
                                                when old.deleted_at is distinct from new.deleted_at
                                                then -1 else 0 end,
                           cores = planted.cores + case when tg_op = 'INSERT' then new.vcpus
                                                        when old.residency <> new.residency then -old.vcpus
                                                        when old.deleted_at is distinct from new.deleted_at
                                                        then -old.vcpus else 0 end;
                    return new;
                    """);
            });
            return statement(counted, "select count(*) as instances,", said -> """
                with asked as (select ?::uuid as project)
                select coalesce((select n from planted join asked using (project)), 0) as instances,
                       coalesce((select cores from planted join asked using (project)), 0) as cores,
                       coalesce(sum(memory_bytes), 0)::bigint as memory
                  from instance join asked using (project) where deleted_at is null
                """);
        }
    },
    /// A word about an old order is taken for one about the newest.
    NO_GENERATION_CHECK("settled-residences") {
        @Override
        Seams in(Seams seams) {
            return statement(
                    seams,
                    "set seen = n.generation",
                    said -> said.replace("set seen = n.generation", "set seen = greatest(o.generation, n.generation)")
                            .replace("and w.generation = o.generation", "and w.generation <= o.generation")
                            .replace("and o.generation = n.generation", "and o.generation >= n.generation"));
        }
    },
    /// Somebody is woken, and no row says so.
    TASK_WITHOUT_DUE("attention-is-due") {
        @Override
        Seams in(Seams seams) {
            return statement(
                    seams,
                    "deleted_at = ?, due_at = ?,",
                    said -> said.replace(
                            "due_at = ?,", "due_at = case when ?::timestamptz is null then null::timestamptz end,"));
        }
    },
    /// As that, for what hosts say of guests.
    NEWS_WITHOUT_DUE("settled-residences") {
        @Override
        Seams in(Seams seams) {
            return statement(
                    seams,
                    "update residence set due_at = ? where",
                    said -> said.replace(
                            "due_at = ?", "due_at = case when ?::timestamptz is null then null::timestamptz end"));
        }
    },
    /// What hosts are to be told anew is kept in nobody's mind.
    PLAN_WITHOUT_DUE("hosts-are-told-what-a-fresh-plan-says") {
        @Override
        Seams in(Seams seams) {
            return statement(
                    seams,
                    "select kind, id, ? from unnest(?::text[], ?::uuid[]) as due (kind, id)",
                    said -> said + " where kind <> 'GROUP'");
        }
    },
    /// The address of a port that is deleted is free at once, also where a host has not let go of it.
    ADDRESS_FREED_TOO_EARLY("what-hosts-have-is-not-free") {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "after delete on port", """
                delete from port_address where port = old.id;
                return old;
                """));
        }
    },
    /// Changes of one kind are recorded for auditors, and told to nobody else.
    EVENT_LEFT_OUT("each-thing-has-its-event") {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "before insert on event", """
                if new.kind = 'router' then return null; end if;
                return new;
                """));
        }
    },
    /// Whatever a host says is taken for its newest word.
    REPORTS_IN_ANY_ORDER("settled-news") {
        @Override
        Seams in(Seams seams) {
            var serial = new AtomicLong();
            return seams.toControl(control -> new ControlLink() {
                @Override
                public HostWelcome hello(HostHello hello, HostLink link) {
                    return control.hello(hello, link);
                }

                @Override
                public void report(HostReport said) {
                    control.report(new HostReport(
                            said.host(),
                            said.session(),
                            serial.incrementAndGet(),
                            said.items(),
                            said.guests(),
                            said.whole()));
                }

                @Override
                public InputStream image(UUID image) {
                    return control.image(image);
                }
            });
        }
    },
    /// What a guest that is gone has held of its host is never given back.
    CLAIM_NOT_RELEASED("room-is-the-sum-of-claims") {
        @Override
        Seams in(Seams seams) {
            return statement(
                    seams,
                    "with gone as (delete from claim where residence = ?",
                    said -> "update inventory set used = used where host = ? and false");
        }
    },
    /// Two hosts are told to hold the same guest.
    RESIDENCE_ON_TWO_HOSTS("the-audit-mends-nothing") {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "after insert on host_order", """
                if new.kind = 'GUEST' and pg_trigger_depth() = 1 then
                    insert into host_order (host, kind, item, generation, spec, seen, ordered_at)
                    select id, new.kind, new.item, new.generation, new.spec, 0, new.ordered_at
                      from host where id > new.host order by id limit 1
                        on conflict do nothing;
                end if;
                return new;
                """));
        }
    },
    /// A floating address is given out, and not held.
    FLOATING_ADDRESS_NOT_HELD("a-verb-answers") {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "after insert on floating_ip", """
                delete from port_address where port = new.own_port;
                return new;
                """));
        }
    },
    /// A host says that a port is gone, and keeps it.
    REMOVAL_ONLY_SAID("what-hosts-have-is-not-free") {
        @Override
        Seams in(Seams seams) {
            return seams.network(driver -> (HostNetwork) Proxy.newProxyInstance(
                    PlantedBug.class.getClassLoader(), new Class<?>[] {HostNetwork.class}, (proxy, method, given) -> {
                        if (method.getName().equals("remove")
                                && given[0] instanceof ItemKey key
                                && key.kind() == ItemKey.Kind.PORT) return null;
                        try {
                            return method.invoke(driver, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    };

    private final String rule;
    private boolean waits;

    PlantedBug(String rule) {
        this.rule = rule;
    }

    /// The rule that it breaks. Another one may be broken by it sooner.
    String rule() {
        return rule;
    }

    /// The same cloud with the mistake in it.
    abstract Seams in(Seams seams);

    /// Another statement in place of each that has `part` in it.
    Seams statement(Seams seams, String part, UnaryOperator<String> other) {
        waits = true;
        return seams.statements(said -> {
            if (!said.contains(part)) return said;
            waits = false;
            return other.apply(said);
        });
    }

    /// Whether it was in the last run at all: a statement that it replaces may have other words by now.
    boolean planted() {
        return !waits;
    }

    private static void trigger(Sql sql, String when, String body) {
        sql.update("create function planted() returns trigger language plpgsql as $$ begin " + body + " end $$");
        sql.update("create trigger planted " + when + " for each row execute function planted()");
    }
}
