-- What was sent to devices, signed: kept to be compared with the devices' own journals.
create table devices.command_sent (
    command_id uuid        primary key,
    tenant_id  varchar     not null,
    device_id  uuid        not null,
    at         timestamptz not null,
    action     varchar     not null,
    body_hash  varchar     not null,
    answered   timestamptz,
    journaled  boolean     not null default false,
    told       boolean     not null default false
);
create index command_sent_open on devices.command_sent (device_id, at) where not journaled and not told;

-- The devices' journals, line by line. A book is one chain from its first line on; a device that begins anew begins another book.
create table devices.journal (
    device_id  uuid        not null,
    book       integer     not null,
    number     bigint      not null,
    tenant_id  varchar     not null,
    at         timestamptz not null,
    what       varchar     not null,
    command_id uuid,
    action     varchar     not null,
    by         varchar     not null,
    why        varchar     not null,
    hash       varchar     not null,
    line       text        not null,
    primary key (device_id, book, number)
);
