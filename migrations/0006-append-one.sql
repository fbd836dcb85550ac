-- One event for one stream, the common case, is one plain row: neither unnested nor gathered.

create or replace function events.append(
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
    if n = 1 then
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        values (nextval('events.mt_events_sequence'), p_ids[1], p_stream, v, p_data[1], p_types[1], p_tenant, p_dotnet_types[1], p_correlation, p_causation, p_headers, p_user)
        returning v, seq_id, array[seq_id] into version, last_seq, seqs;
        return;
    end if;
    with drawn as (
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        select nextval('events.mt_events_sequence'), e.id, p_stream, v - n + e.ord, e.data, e.type, p_tenant, e.dotnet, p_correlation, p_causation, p_headers, p_user
        from unnest(p_ids, p_types, p_dotnet_types, p_data) with ordinality as e(id, type, dotnet, data, ord) order by e.ord
        returning seq_id)
    select v, max(seq_id), array_agg(seq_id order by seq_id) into version, last_seq, seqs from drawn;
end $$;
