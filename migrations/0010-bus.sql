-- Messages and waiting commands, written in the commit that caused them.
create schema bus;

create table bus.outbox (
    id        uuid        primary key,
    tenant_id varchar     not null,
    name      varchar     not null,
    body      jsonb       not null,
    actor     jsonb       not null,
    stream    uuid        not null,
    key       uuid        not null,
    due       timestamptz not null,
    attempts  integer     not null default 0,
    error     text
);
create index outbox_due on bus.outbox (due);

create table bus.dead_letter (
    id        uuid        primary key,
    tenant_id varchar     not null,
    name      varchar     not null,
    body      jsonb       not null,
    actor     jsonb       not null,
    stream    uuid        not null,
    key       uuid        not null,
    attempts  integer     not null,
    error     text        not null,
    at        timestamptz not null
);

-- One row per Idempotency-Key of an actor, in the commit of the command it came with.
create table bus.inbox (
    tenant_id varchar     not null,
    actor     uuid        not null,
    key       varchar     not null,
    asked     varchar     not null,
    expires   timestamptz not null,
    made      uuid,
    version   bigint,
    sequence  bigint,
    constraint inbox_pkey primary key (tenant_id, actor, key)
);
create index inbox_expires on bus.inbox (expires);
