-- The event tables in Marten 9's layout, schema `events`: an unmodified Marten with AutoCreate.None opens and replays them.
-- Do not change a column here: the layout is a promise to tools outside this program.

create schema events;

create table events.mt_streams (
    tenant_id   varchar     default '*DEFAULT*' not null,
    id          uuid        not null,
    type        varchar,
    version     bigint,
    timestamp   timestamptz default now() not null,
    created     timestamptz default now() not null,
    is_archived boolean     default false,
    constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
);

create table events.mt_events (
    seq_id         bigint       not null,
    id             uuid         not null,
    stream_id      uuid,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea,
    type           varchar(500) not null,
    timestamp      timestamptz  default now() not null,
    tenant_id      varchar      default '*DEFAULT*',
    mt_dotnet_type varchar,
    correlation_id varchar,
    causation_id   varchar,
    headers        jsonb,
    user_name      varchar,
    is_archived    boolean      default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id_tenant_id foreign key (tenant_id, stream_id) references events.mt_streams (tenant_id, id)
);
create unique index pk_mt_events_stream_and_version on events.mt_events (tenant_id, stream_id, version);

create sequence events.mt_events_sequence cache 1 owned by events.mt_events.seq_id;

create table events.mt_event_progression (
    name         varchar not null,
    last_seq_id  bigint,
    last_updated timestamptz default transaction_timestamp(),
    constraint pk_mt_event_progression primary key (name)
);

create table events.mt_high_water_skips (
    ending_sequence   bigint not null,
    starting_sequence bigint not null,
    timestamp         timestamptz default transaction_timestamp(),
    constraint pkey_mt_high_water_skips_ending_sequence primary key (ending_sequence)
);

create table events.mt_doc_deadletterevent (
    id               uuid  not null,
    data             jsonb not null,
    mt_last_modified timestamptz default transaction_timestamp(),
    mt_version       uuid  not null default gen_random_uuid(),
    mt_dotnet_type   varchar,
    constraint pkey_mt_doc_deadletterevent_id primary key (id)
);

-- What Marten's daemon calls: same names, arguments and argument names, bodies our own.

create function events.mt_mark_event_progression(name varchar, last_encountered bigint) returns void language sql as $$
    insert into events.mt_event_progression as p (name, last_seq_id, last_updated)
    values ($1, $2, transaction_timestamp())
    on conflict on constraint pk_mt_event_progression do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated;
$$;

create function events.mt_mark_progression_with_skip(shard_name varchar, ending_sequence bigint, starting_sequence bigint) returns bigint language plpgsql as $$
#variable_conflict use_column
declare mark bigint;
begin
    select last_seq_id into mark from events.mt_event_progression where name = $1 for update;
    if mark is not null and mark <> $3 then return mark; end if;
    perform events.mt_mark_event_progression($1, $2);
    if $2 > $3 then
        insert into events.mt_high_water_skips (ending_sequence, starting_sequence) values ($2, $3) on conflict do nothing;
    end if;
    return $2;
end $$;

create function events.mt_archive_stream(streamid uuid, tenantid varchar) returns void language sql as $$
    update events.mt_streams set is_archived = true where id = $1 and tenant_id = $2;
    update events.mt_events set is_archived = true where stream_id = $1 and tenant_id = $2;
$$;

-- Append: p_expected 0 = the stream must be new, n = must be at version n, -1 = any. Refusals draw no number.
-- MT001 = the stream is archived, MT003 = it is at another version. `seqs` are the numbers drawn, in the order of the facts.

create function events.append(
    p_tenant varchar, p_stream uuid, p_stream_type varchar, p_expected bigint,
    p_ids uuid[], p_types varchar[], p_dotnet_types varchar[], p_data jsonb[],
    p_correlation varchar, p_causation varchar, p_user varchar, p_headers jsonb,
    out version bigint, out last_seq bigint, out seqs bigint[]) language plpgsql as $$
#variable_conflict use_column
declare n bigint := cardinality(p_ids); v bigint;
begin
    if n = 0 or p_correlation is null or p_user is null then
        raise exception 'append needs events, a correlation id and a user name' using errcode = '22004';
    end if;
    -- the stream row first: the transaction has its id, and the version is settled, before a number is drawn
    if p_expected = 0 then
        insert into events.mt_streams as s (tenant_id, id, type, version) values (p_tenant, p_stream, p_stream_type, n)
        on conflict (tenant_id, id) do nothing returning s.version into v;
    elsif p_expected > 0 then
        update events.mt_streams s set version = s.version + n, timestamp = now()
        where s.tenant_id = p_tenant and s.id = p_stream and s.version = p_expected and not s.is_archived returning s.version into v;
    else
        insert into events.mt_streams as s (tenant_id, id, type, version) values (p_tenant, p_stream, p_stream_type, n)
        on conflict (tenant_id, id) do update set version = s.version + n, timestamp = now() where not s.is_archived returning s.version into v;
    end if;
    if v is null then
        if exists (select 1 from events.mt_streams s where s.tenant_id = p_tenant and s.id = p_stream and s.is_archived) then
            raise exception 'stream % is archived', p_stream using errcode = 'MT001';
        end if;
        raise exception 'stream % is not at version %', p_stream, p_expected using errcode = 'MT003';
    end if;
    with drawn as (
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        select nextval('events.mt_events_sequence'), e.id, p_stream, v - n + e.ord, e.data, e.type, p_tenant, e.dotnet, p_correlation, p_causation, p_headers, p_user
        from unnest(p_ids, p_types, p_dotnet_types, p_data) with ordinality as e(id, type, dotnet, data, ord) order by e.ord
        returning seq_id)
    select v, max(seq_id), array_agg(seq_id order by seq_id) into version, last_seq, seqs from drawn;
end $$;

-- A stream that was only looked at: checked, and held until the commit.

create function events.expect(p_tenant varchar, p_stream uuid, p_version bigint) returns void language plpgsql as $$
begin
    perform from events.mt_streams s where s.tenant_id = p_tenant and s.id = p_stream and s.version = p_version and not s.is_archived for share;
    if not found then raise exception 'stream % is not at version %', p_stream, p_version using errcode = 'MT003'; end if;
end $$;
