-- Standard columns of each resource: id, project, name, description, tags, revision, created_at, updated_at.

create table network (
    id            uuid primary key,
    project       uuid not null,
    name          text not null collate "C",
    description   text not null collate "C",
    tags          text[] not null default '{}',
    revision      bigint not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    admin_up      boolean not null,
    shared        boolean not null,
    external      boolean not null,
    standard      boolean not null,
    port_security boolean not null,
    mtu           integer not null check (mtu between 68 and 65535),
    vni           integer not null unique check (vni between 1 and 16777215)
);
create index network_project on network (project);
create unique index network_standard on network (standard) where standard;

-- Which network a VNI is, or was: the row goes when every host has confirmed that the network is gone.
create table vni (
    vni     integer primary key check (vni between 1 and 16777215),
    network uuid not null unique
);

-- A network shown to single projects: access is SHARED or EXTERNAL. A target of null is every project; its meaning is
-- kept in network.shared and network.external as well, which lists look at.
create table network_share (
    id         uuid primary key,
    project    uuid not null,
    network    uuid not null references network on delete cascade,
    access     text not null collate "C" check (access in ('SHARED', 'EXTERNAL')),
    target     uuid,
    created_at timestamptz not null,
    unique nulls not distinct (network, access, target)
);
create index network_share_target on network_share (target);

create table subnet_pool (
    id             uuid primary key,
    project        uuid not null,
    name           text not null collate "C",
    description    text not null collate "C",
    tags           text[] not null default '{}',
    revision       bigint not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    ip_version     integer not null check (ip_version in (4, 6)),
    prefixes       text[] not null,
    shortest       integer not null,
    longest        integer not null,
    usual          integer not null,
    shared         boolean not null,
    standard       boolean not null,
    quota          bigint
);
create index subnet_pool_project on subnet_pool (project);

create table subnet (
    id           uuid primary key,
    project      uuid not null,
    name         text not null collate "C",
    description  text not null collate "C",
    tags         text[] not null default '{}',
    revision     bigint not null default 1,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    network      uuid not null references network,
    cidr         cidr not null,
    ip_version   integer not null check (ip_version in (4, 6)),
    gateway      inet,
    dhcp         boolean not null,
    dns          text[] not null,
    routes       jsonb not null,
    ra_mode      text collate "C",
    address_mode text collate "C",
    subnet_pool  uuid references subnet_pool,
    service_types text[] not null default '{}'
);
create index subnet_network on subnet (network);
create index subnet_project on subnet (project);
create index subnet_subnet_pool on subnet (subnet_pool) where subnet_pool is not null;

-- Where a subnet's addresses are taken from, both ends included.
create table subnet_range (
    subnet uuid not null references subnet on delete cascade,
    low    inet not null,
    high   inet not null check (low <= high),
    primary key (subnet, low)
);

create table security_group (
    id          uuid primary key,
    project     uuid not null,
    name        text not null collate "C",
    description text not null collate "C",
    tags        text[] not null default '{}',
    revision    bigint not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    stateful    boolean not null,
    standard    boolean not null
);
create index security_group_project on security_group (project);
create unique index security_group_standard on security_group (project) where standard;

create table security_group_rule (
    id             uuid primary key,
    project        uuid not null,
    description    text not null collate "C",
    revision       bigint not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    security_group uuid not null references security_group on delete cascade,
    direction      text not null collate "C" check (direction in ('INGRESS', 'EGRESS')),
    ip_version     integer not null check (ip_version in (4, 6)),
    protocol       text collate "C",
    low            integer,
    high           integer,
    remote_cidr    cidr,
    remote_group   uuid references security_group,
    unique nulls not distinct
        (security_group, direction, ip_version, protocol, low, high, remote_cidr, remote_group)
);
create index security_group_rule_project on security_group_rule (project);
create index security_group_rule_remote on security_group_rule (remote_group) where remote_group is not null;

create table router (
    id              uuid primary key,
    project         uuid not null,
    name            text not null collate "C",
    description     text not null collate "C",
    tags            text[] not null default '{}',
    revision        bigint not null default 1,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    admin_up        boolean not null,
    snat            boolean not null,
    gateway_network uuid references network,
    routes          jsonb not null
);
create index router_project on router (project);
create index router_gateway on router (gateway_network) where gateway_network is not null;

create table port (
    id            uuid primary key,
    project       uuid,
    name          text not null collate "C",
    description   text not null collate "C",
    tags          text[] not null default '{}',
    revision      bigint not null default 1,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    network       uuid not null references network,
    mac           text not null collate "C",
    admin_up      boolean not null,
    device        text not null collate "C",
    owner         text not null collate "C",
    instance      uuid,
    made          boolean not null default false,
    slot          integer not null default 0,
    port_security boolean not null,
    pairs         jsonb not null,
    dhcp_options  jsonb not null,
    vnic          text not null collate "C",
    profile       jsonb not null,
    wanted_host   text not null collate "C",
    unique (network, mac)
);
create index port_project on port (project);
create index port_device on port (device) where device <> '';
-- The instance that has claimed the port. Owners may write what they like into device and owner.
create index port_instance on port (instance) where instance is not null;

-- Addresses in use. A port that was deleted while a host still held it keeps its addresses until that host has
-- confirmed the removal: so there is no reference to `port`.
create table port_address (
    subnet  uuid not null references subnet on delete cascade,
    ip      inet not null,
    port    uuid not null,
    place   integer not null,
    primary key (subnet, ip)
);
create index port_address_port on port_address (port);

create table port_group (
    port           uuid not null references port on delete cascade,
    security_group uuid not null references security_group,
    primary key (port, security_group)
);
create index port_group_group on port_group (security_group);

-- Where a port is plugged in: it hangs on a residence, and stays, unwanted, until the host has confirmed its removal.
create table port_binding (
    port      uuid not null,
    host      uuid not null,
    host_name text not null collate "C",
    residence uuid not null,
    network   uuid not null,
    wanted    boolean not null,
    up        boolean not null,
    fault     text,
    primary key (port, host)
);
create index port_binding_network on port_binding (network, host);

create table router_interface (
    router uuid not null references router,
    port   uuid not null unique references port on delete cascade,
    subnet uuid not null references subnet,
    primary key (router, port, subnet)
);
create index router_interface_subnet on router_interface (subnet);

create table floating_ip (
    id          uuid primary key,
    project     uuid not null,
    description text not null collate "C",
    tags        text[] not null default '{}',
    revision    bigint not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    network     uuid not null references network,
    subnet      uuid not null references subnet,
    ip          inet not null,
    own_port    uuid not null unique,
    port        uuid references port on delete set null,
    fixed_ip    inet,
    router      uuid references router,
    unique (subnet, ip),
    unique (port, fixed_ip)
);
create index floating_ip_project on floating_ip (project);
create index floating_ip_router on floating_ip (router) where router is not null;

-- What hosts are to be told anew. Rows are only added, never changed, so that nobody waits for anybody; the planner
-- takes those that it has seen.
create table network_due (
    seq    bigint generated always as identity primary key,
    kind   text not null collate "C",
    id     uuid not null,
    due_at timestamptz not null
);
create index network_due_key on network_due (kind, id);
create index network_due_at on network_due (due_at);
