create schema audit;

-- One row for each event, for searching. It can be made anew from the events at any time.
create table audit.entry (
    tenant_id   varchar     not null,
    sequence    bigint      primary key,
    id          uuid        not null,
    at          timestamptz not null,
    kind        varchar     not null,
    category    varchar     not null,
    outcome     varchar     not null,
    sentence    varchar     not null,
    actor_id    uuid        not null,
    actor_kind  varchar     not null,
    behalf_id   uuid,
    address     varchar,
    via         varchar     not null,
    device_id   uuid,
    group_id    uuid,
    user_id     uuid,
    session_id  uuid,
    changes     jsonb       not null,
    code        varchar,
    command     varchar,
    correlation varchar     not null,
    stream      uuid        not null,
    version     bigint      not null
);
create index entry_tenant on audit.entry (tenant_id, sequence desc);
create index entry_device on audit.entry (tenant_id, device_id, sequence desc) where device_id is not null;
create index entry_group on audit.entry (tenant_id, group_id, sequence desc) where group_id is not null;
create index entry_actor on audit.entry (tenant_id, actor_id, sequence desc);
create index entry_behalf on audit.entry (tenant_id, behalf_id, sequence desc) where behalf_id is not null;
create index entry_session on audit.entry (tenant_id, session_id, sequence desc) where session_id is not null;
create index entry_at on audit.entry (tenant_id, at);
