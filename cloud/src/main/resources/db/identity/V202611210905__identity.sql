-- The one id of this state of things: tokens are bound to it, so that none survives a reset.
create table identity_epoch (
    one boolean primary key default true check (one),
    id  uuid not null
);

create table domain (
    id          text primary key collate "C",
    name        text not null collate "C" unique,
    description text not null,
    enabled     boolean not null,
    tags        text[] not null,
    options     jsonb not null,
    extra       jsonb not null,
    created_at  timestamptz not null
);

-- A project whose parent is null stands right under its domain.
create table project (
    id          uuid primary key,
    domain      text not null collate "C" references domain (id),
    parent      uuid references project (id),
    name        text not null collate "C",
    description text not null,
    enabled     boolean not null,
    tags        text[] not null,
    options     jsonb not null,
    extra       jsonb not null,
    created_at  timestamptz not null,
    constraint project_name unique (domain, name)
);
create index project_parent on project (parent);

create table identity_user (
    id              uuid primary key,
    domain          text not null collate "C" references domain (id),
    name            text not null collate "C",
    enabled         boolean not null,
    default_project uuid,
    options         jsonb not null,
    extra           jsonb not null,
    created_at      timestamptz not null,
    constraint identity_user_name unique (domain, name)
);

-- The newest is the one that counts; older ones are kept to refuse their use again.
create table user_password (
    id         uuid primary key,
    user_id    uuid not null references identity_user (id) on delete cascade,
    hash       text not null,
    created_at timestamptz not null,
    expires_at timestamptz
);
create index user_password_user on user_password (user_id, id desc);

create table identity_group (
    id          uuid primary key,
    domain      text not null collate "C" references domain (id),
    name        text not null collate "C",
    description text not null,
    extra       jsonb not null,
    created_at  timestamptz not null,
    constraint identity_group_name unique (domain, name)
);

create table group_member (
    group_id uuid not null references identity_group (id) on delete cascade,
    user_id  uuid not null references identity_user (id) on delete cascade,
    primary key (group_id, user_id)
);
create index group_member_user on group_member (user_id);

create table role (
    id          uuid primary key,
    domain      text collate "C" references domain (id),
    name        text not null collate "C",
    description text,
    options     jsonb not null,
    extra       jsonb not null,
    created_at  timestamptz not null,
    constraint role_name unique nulls not distinct (domain, name)
);

create table role_implication (
    prior   uuid not null references role (id) on delete cascade,
    implied uuid not null references role (id) on delete cascade,
    primary key (prior, implied),
    check (prior <> implied)
);

-- Actor: a user or a group. Target: a project, a domain, or (neither) the system. An inherited grant holds not on its
-- target but on all projects below it.
create table role_grant (
    id        uuid primary key,
    user_id   uuid references identity_user (id) on delete cascade,
    group_id  uuid references identity_group (id) on delete cascade,
    project   uuid references project (id) on delete cascade,
    domain    text collate "C" references domain (id) on delete cascade,
    role      uuid not null references role (id) on delete cascade,
    inherited boolean not null,
    constraint role_grant_actor check (num_nonnulls(user_id, group_id) = 1),
    constraint role_grant_target check (num_nonnulls(project, domain) <= 1),
    constraint role_grant_once unique nulls not distinct (user_id, group_id, project, domain, role, inherited)
);
create index role_grant_group on role_grant (group_id) where group_id is not null;
create index role_grant_project on role_grant (project) where project is not null;
create index role_grant_domain on role_grant (domain) where domain is not null;
create index role_grant_role on role_grant (role);

-- What takes tokens back that were made before it. Numbers are taken under a lock, so that they become visible in
-- their order; a token bears the highest number of its time.
create table revocation (
    number     bigint generated always as identity primary key,
    kind       text not null collate "C",
    subject    text not null collate "C",
    target     text not null collate "C",
    at         timestamptz not null,
    expires_at timestamptz not null
);
create index revocation_expiry on revocation (expires_at);

create table catalog_region (
    id          text primary key collate "C",
    parent      text collate "C" references catalog_region (id),
    description text not null,
    extra       jsonb not null
);

create table catalog_service (
    id          uuid primary key,
    type        text not null collate "C",
    name        text,
    description text,
    enabled     boolean not null,
    extra       jsonb not null
);

create table catalog_endpoint (
    id        uuid primary key,
    service   uuid not null references catalog_service (id) on delete cascade,
    region    text collate "C" references catalog_region (id),
    interface text not null collate "C" check (interface in ('public', 'internal', 'admin')),
    url       text not null,
    enabled   boolean not null,
    extra     jsonb not null
);
create index catalog_endpoint_service on catalog_endpoint (service);
