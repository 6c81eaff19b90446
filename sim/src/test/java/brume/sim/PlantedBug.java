package brume.sim;

import brume.base.sql.Sql;
import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.ItemKey;
import brume.host.network.HostNetwork;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Mistakes that a cloud can have, each of which a simulated run must find out.
enum PlantedBug {
    /// A removal is forgotten before its host has heard of it.
    LOST_TOMBSTONE {
        @Override
        Seams in(Seams seams) {
            return seams.statements(said -> said.contains("spec = null, seen = 0, state = null") ? """
                with said as (select ?::timestamptz)
                delete from host_order where host = ? and kind = ? and item = ? and spec is not null
                """ : said);
        }
    },
    /// What a project has is counted up and down, and down once too often.
    COUNTER_IN_PLACE_OF_A_SUM {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> {
                        sql.update("create table planted (project uuid primary key, n bigint not null)");
                        trigger(sql, "after insert or update on instance", """
                            insert into planted values (new.project, 1) on conflict (project) do update
                               set n = planted.n + case when tg_op = 'INSERT' then 1
                                                        when old.residency <> new.residency then -1
                                                        when old.deleted_at is distinct from new.deleted_at
                                                        then -1 else 0 end;
                            return new;
                            """);
                    })
                    .statements(said -> said.contains("select count(*) as instances,") ? """
                        with asked as (select ?::uuid as project)
                        select coalesce((select n from planted join asked using (project)), 0) as instances,
                               coalesce(sum(vcpus), 0)::bigint as cores,
                               coalesce(sum(memory_bytes), 0)::bigint as memory
                          from instance join asked using (project) where deleted_at is null
                        """ : said);
        }
    },
    /// A word about an old order is taken for one about the newest.
    NO_GENERATION_CHECK {
        @Override
        Seams in(Seams seams) {
            return seams.statements(
                    said -> said.replace("set seen = n.generation", "set seen = greatest(o.generation, n.generation)")
                            .replace("and w.generation = o.generation", "and w.generation <= o.generation")
                            .replace("and o.generation = n.generation", "and o.generation >= n.generation"));
        }
    },
    /// Somebody is woken, and no row says so.
    TASK_WITHOUT_DUE {
        @Override
        Seams in(Seams seams) {
            return seams.statements(said -> said.replace(
                    "deleted_at = ?, due_at = ?,",
                    "deleted_at = ?, due_at = case when ?::timestamptz is null then null::timestamptz end,"));
        }
    },
    /// As that, for what hosts say of guests.
    NEWS_WITHOUT_DUE {
        @Override
        Seams in(Seams seams) {
            return seams.statements(said -> said.replace(
                    "update residence set due_at = ? where",
                    "update residence set due_at = case when ?::timestamptz is null then null::timestamptz end where"));
        }
    },
    /// What hosts are to be told anew is kept in nobody's mind.
    PLAN_WITHOUT_DUE {
        @Override
        Seams in(Seams seams) {
            return seams.statements(said -> said.startsWith("insert into network_due") ? """
                insert into network_due (kind, id, due_at)
                select kind, id, due_at
                  from (select ?::text as kind, id, ?::timestamptz as due_at from unnest(?::uuid[]) as id) t
                 where kind <> 'GROUP'
                """ : said);
        }
    },
    /// The address of a port that is deleted is free at once, also where a host has not let go of it.
    ADDRESS_FREED_TOO_EARLY {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "after delete on port", """
                delete from port_address where port = old.id;
                return old;
                """));
        }
    },
    /// Changes of one kind are recorded for auditors, and told to nobody else.
    EVENT_LEFT_OUT {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "before insert on event", """
                if new.kind = 'router' then return null; end if;
                return new;
                """));
        }
    },
    /// Whatever a host says is taken for its newest word.
    REPORTS_IN_ANY_ORDER {
        @Override
        Seams in(Seams seams) {
            var serial = new AtomicLong();
            return seams.toControl(control -> new ControlLink() {
                @Override
                public void hello(HostHello hello, HostLink link) {
                    control.hello(hello, link);
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
    CLAIM_NOT_RELEASED {
        @Override
        Seams in(Seams seams) {
            return seams.statements(said -> said.contains("with gone as (delete from claim where residence = ?")
                    ? "update inventory set used = used where host = ? and false"
                    : said);
        }
    },
    /// Two hosts are told to hold the same guest.
    RESIDENCE_ON_TWO_HOSTS {
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
    FLOATING_ADDRESS_NOT_HELD {
        @Override
        Seams in(Seams seams) {
            return seams.database(sql -> trigger(sql, "after insert on floating_ip", """
                delete from port_address where port = new.own_port;
                return new;
                """));
        }
    },
    /// A host says that a port is gone, and keeps it.
    REMOVAL_ONLY_SAID {
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

    /// The same cloud with the mistake in it.
    abstract Seams in(Seams seams);

    private static void trigger(Sql sql, String when, String body) {
        sql.update("create function planted() returns trigger language plpgsql as $$ begin " + body + " end $$");
        sql.update("create trigger planted " + when + " for each row execute function planted()");
    }
}
