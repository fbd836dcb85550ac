create schema devices;

-- Up and down history: traffic, not events. One partition a day, made ahead, dropped after 90 days.
create table devices.connectivity (
    tenant_id varchar     not null,
    device_id uuid        not null,
    at        timestamptz not null,
    kind      varchar     not null default 'agent',
    up        boolean     not null,
    reason    varchar     not null,
    address   varchar     not null,
    node      varchar     not null
) partition by range (at);
create index connectivity_device on devices.connectivity (tenant_id, device_id, at desc);

create function devices.connectivity_partitions(today date, ahead integer, kept integer) returns void language plpgsql as $$
declare d date; p record;
begin
    for d in select generate_series(today - 1, today + ahead, interval '1 day')::date loop
        execute format('create table if not exists devices.%I partition of devices.connectivity for values from (%L) to (%L)',
            'connectivity_' || to_char(d, 'YYYYMMDD'), d::timestamp at time zone 'UTC', (d + 1)::timestamp at time zone 'UTC');
    end loop;
    for p in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'devices.connectivity'::regclass loop
        if to_date(right(p.relname, 8), 'YYYYMMDD') < today - kept then
            execute format('drop table devices.%I', p.relname);
        end if;
    end loop;
end $$;

-- The last of it for each device: gives the list its age.
create table devices.last_seen (
    device_id uuid        primary key,
    tenant_id varchar     not null,
    at        timestamptz not null,
    up        boolean     not null,
    address   varchar     not null,
    node      varchar     not null
);

-- Written every five seconds: until when a node that died was surely alive.
create table devices.node_beat (
    node varchar     primary key,
    at   timestamptz not null
);
