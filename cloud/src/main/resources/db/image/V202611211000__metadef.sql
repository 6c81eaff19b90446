-- Definitions of metadata: what properties of images, flavors and so on mean. A namespace owns all that is in it.
create table metadef_namespace (
    id           uuid primary key,
    name         text not null unique collate "C",
    owner        uuid not null,
    display_name text collate "C",
    description  text collate "C",
    visibility   text not null collate "C",
    guarded      boolean not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

create table metadef_item (
    namespace  uuid not null references metadef_namespace on delete cascade,
    kind       text not null collate "C",
    name       text not null collate "C",
    body       jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (namespace, kind, name)
);

create table metadef_resource_type (
    name       text primary key collate "C",
    created_at timestamptz not null
);

create table metadef_association (
    namespace         uuid not null references metadef_namespace on delete cascade,
    resource_type     text not null references metadef_resource_type collate "C",
    prefix            text collate "C",
    properties_target text collate "C",
    created_at        timestamptz not null,
    primary key (namespace, resource_type)
);

insert into metadef_resource_type (name, created_at) values
    ('OS::Cinder::Volume', '2026-11-21 00:00:00+00'),
    ('OS::Glance::Image', '2026-11-21 00:00:00+00'),
    ('OS::Nova::Aggregate', '2026-11-21 00:00:00+00'),
    ('OS::Nova::Flavor', '2026-11-21 00:00:00+00'),
    ('OS::Nova::Server', '2026-11-21 00:00:00+00'),
    ('OS::Trove::Instance', '2026-11-21 00:00:00+00');
