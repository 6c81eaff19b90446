create table image (
    id                 uuid primary key,
    owner              uuid not null,
    name               text collate "C",
    status             text not null collate "C",
    visibility         text not null collate "C",
    guarded            boolean not null,
    hidden             boolean not null,
    disk_format        text collate "C",
    container_format   text collate "C",
    min_disk_bytes     bigint not null check (min_disk_bytes >= 0),
    min_ram_bytes      bigint not null check (min_ram_bytes >= 0),
    tags               text[] not null,
    properties         jsonb not null,
    -- The content, all null until there is some. `boots` stays null for what no hypervisor may open.
    blob               uuid,
    size_bytes         bigint,
    virtual_size_bytes bigint,
    md5                text collate "C",
    sha512             text collate "C",
    boots              text collate "C",
    -- The upload in progress, by the blob that it writes, and until when it is believed to be alive.
    upload             uuid,
    upload_until       timestamptz,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    deleted_at         timestamptz,
    generation         bigint not null,
    check ((status = 'SAVING') = (upload is not null)),
    check (status not in ('ACTIVE', 'DEACTIVATED') or blob is not null)
);

create index image_owner on image (owner) where deleted_at is null;
create index image_created on image (created_at, id) where deleted_at is null;
create index image_tags on image using gin (tags) where deleted_at is null;
create index image_upload on image (upload_until) where upload is not null;
create index image_leftover on image (deleted_at) where deleted_at is not null and blob is not null;
create unique index image_blob on image (blob) where blob is not null;

create table image_member (
    image      uuid not null references image,
    project    uuid not null,
    status     text not null collate "C",
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (image, project)
);

create index image_member_project on image_member (project);
