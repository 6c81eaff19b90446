-- What a program logs in with instead of its user's password: some of the user's roles in one project.
-- One that is ruled may do what its rules list and no more, and nothing when it lists none.
create table application_credential (
    id           uuid primary key,
    user_id      uuid not null references identity_user (id) on delete cascade,
    project      uuid not null references project (id) on delete cascade,
    name         text not null collate "C",
    description  text,
    secret       text not null,
    unrestricted boolean not null,
    ruled        boolean not null,
    expires_at   timestamptz,
    created_at   timestamptz not null,
    constraint application_credential_name unique (user_id, name)
);
create index application_credential_project on application_credential (project);

create table application_credential_role (
    credential uuid not null references application_credential (id) on delete cascade,
    role       uuid not null references role (id) on delete cascade,
    primary key (credential, role)
);
create index application_credential_role_role on application_credential_role (role);

create table access_rule (
    id      uuid primary key,
    user_id uuid not null references identity_user (id) on delete cascade,
    service text not null collate "C",
    method  text not null collate "C",
    path    text not null collate "C",
    constraint access_rule_once unique (user_id, service, method, path)
);

create table application_credential_rule (
    credential uuid not null references application_credential (id) on delete cascade,
    rule       uuid not null references access_rule (id),
    primary key (credential, rule)
);
create index application_credential_rule_rule on application_credential_rule (rule);
