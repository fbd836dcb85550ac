-- What the projections need beside Marten's tables.

-- One row a minute: everything up to seq_id was committed by then. Turns a time into a sequence number.
create table events.clock (
    at     timestamptz not null primary key,
    seq_id bigint      not null
);

-- The shape (columns, uniqueness, version of the fold) a view's table was built with; another shape means a rebuild.
create table events.view_shape (
    name  varchar     not null primary key,
    shape varchar     not null,
    built timestamptz not null default now()
);

-- Who was last told about a row of an inline view, so that those who can no longer see it hear of that.
create table events.pushed_audience (
    name      varchar not null,
    tenant_id varchar not null,
    id        uuid    not null,
    audience  uuid    not null,
    primary key (name, tenant_id, id)
);

-- Inline rows are written only on top of the row that was read: fewer written than wanted means somebody was faster. MT004 = fold again;
-- what was decided still holds, because the versions of its streams do.
create function events.settled(written bigint, wanted bigint) returns void language plpgsql as $$
begin
    if written <> wanted then raise exception 'a row of an inline view changed meanwhile' using errcode = 'MT004'; end if;
end $$;

-- Casts for generated columns. Immutable, because events and rows hold times as ISO 8601 with their offset.
create function events.instant(value text) returns timestamptz language plpgsql immutable strict parallel safe as $$
begin return value::timestamptz; end $$;

create function events.texts(value jsonb) returns text[] language plpgsql immutable strict parallel safe as $$
begin
    if jsonb_typeof(value) <> 'array' then return null; end if;
    return array(select jsonb_array_elements_text(value));
end $$;

-- Views under construction, and views as of a moment (unlogged, dropped after some minutes).
create schema rebuild;
create schema asof;
