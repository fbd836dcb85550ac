create schema identity;

-- Each domain of the configuration gets its tenant id on first sight.
create table identity.tenant (
    id     uuid    primary key,
    domain varchar not null unique,
    dns    varchar
);

-- When a login session was used last: written at most once a minute, no fact.
create table identity.login_seen (
    login_id uuid        primary key,
    started  timestamptz not null,
    seen     timestamptz not null
);
