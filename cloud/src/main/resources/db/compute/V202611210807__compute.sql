create table flavor (
    id              text primary key collate "C",
    name            text not null unique collate "C",
    vcpus           integer not null check (vcpus > 0),
    memory_bytes    bigint not null check (memory_bytes > 0),
    disk_bytes      bigint not null check (disk_bytes >= 0),
    ephemeral_bytes bigint not null check (ephemeral_bytes >= 0),
    swap_bytes      bigint not null check (swap_bytes >= 0),
    rxtx_factor     double precision not null,
    public          boolean not null,
    description     text,
    extra_specs     jsonb not null,
    created_at      timestamptz not null
);

create table flavor_access (
    flavor  text not null collate "C" references flavor on delete cascade,
    project uuid not null,
    primary key (flavor, project)
);

create table key_pair (
    id          uuid primary key,
    owner       uuid not null,
    name        text not null collate "C",
    type        text not null collate "C",
    public_key  text not null,
    fingerprint text not null collate "C",
    created_at  timestamptz not null,
    unique (owner, name)
);

create table instance (
    id              uuid primary key,
    project         uuid not null,
    owner           uuid,
    name            text not null collate "C",
    description     text,
    hostname        text not null collate "C",
    metadata        jsonb not null,
    tags            text[] not null,
    access_ipv4     text collate "C",
    access_ipv6     text collate "C",
    locked          boolean not null,
    locked_by_admin boolean not null,
    locked_reason   text,

    reservation     text not null collate "C",
    launch_index    integer not null,
    flavor_id       text not null collate "C",
    flavor_name     text not null collate "C",
    vcpus           integer not null,
    memory_bytes    bigint not null,
    disk_bytes      bigint not null,
    ephemeral_bytes bigint not null,
    swap_bytes      bigint not null,
    extra_specs     jsonb not null,
    image           uuid not null,
    root_disk       uuid not null,
    key_name        text collate "C",
    public_key      text,
    user_data       bytea,
    admin_password  text,
    zone            text collate "C",
    host_name       text collate "C",
    hints           jsonb not null,
    config_drive    boolean not null,

    power           text not null collate "C",
    residency       text not null collate "C",
    boots           integer not null,
    gently          boolean not null,
    spec_revision   integer not null,

    task            text collate "C",
    task_from       text collate "C",
    task_action     uuid,
    task_since      timestamptz,
    task_deadline   timestamptz,

    fault           text,
    fault_at        timestamptz,
    fault_blocks    boolean not null,

    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    launched_at     timestamptz,
    terminated_at   timestamptz,
    deleted_at      timestamptz,
    due_at          timestamptz,
    generation      bigint not null,
    check ((task is null) = (task_deadline is null))
);
create index instance_project on instance (project, created_at desc, id desc) where deleted_at is null;
create index instance_created on instance (created_at desc, id desc);
create index instance_updated on instance (updated_at);
create index instance_due on instance (due_at) where due_at is not null;
create index instance_reservation on instance (reservation);

-- An instance's stay on a host, and what the host last said of it. Rows go when the host has confirmed that the guest
-- is gone; the host is no foreign key, because hosts are another slice's.
create table residence (
    id               uuid primary key,
    instance         uuid not null references instance,
    host             uuid not null,
    role             text not null collate "C",
    generation       bigint not null,
    seen_generation  bigint not null,
    state            text not null collate "C",
    boots            integer not null,
    losses           integer not null,
    shut_down_inside boolean not null,
    hypervisor       text collate "C",
    fault            text,
    fault_at         timestamptz,
    removed          boolean not null,
    created_at       timestamptz not null
);
create unique index residence_active on residence (instance) where role = 'ACTIVE';
create index residence_instance on residence (instance);
create index residence_host on residence (host);

-- What was asked of an instance, and what came of it.
create table instance_action (
    id          uuid primary key,
    instance    uuid not null references instance,
    action      text not null collate "C",
    request     text not null collate "C",
    owner       uuid,
    project     uuid,
    started_at  timestamptz not null,
    finished_at timestamptz,
    updated_at  timestamptz not null,
    fault       text
);
create index instance_action_instance on instance_action (instance, started_at desc, id desc);

create table server_group (
    id         uuid primary key,
    project    uuid not null,
    owner      uuid,
    name       text not null collate "C",
    policy     text not null collate "C",
    most       integer,
    created_at timestamptz not null
);
create index server_group_project on server_group (project, created_at, id);

create table server_group_member (
    server_group uuid not null references server_group on delete cascade,
    instance     uuid not null references instance,
    primary key (server_group, instance)
);
create index server_group_member_instance on server_group_member (instance);
