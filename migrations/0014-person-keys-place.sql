-- One row once the person keys live in a database of their own, <name of this one>_keys, whose keys.installation has the same id;
-- none while they are here, in keys.person_key.
create table keys.place (
    one   boolean     not null primary key default true check (one),
    id    uuid        not null,
    since timestamptz not null default now()
);

do $$ begin
    if not exists (select from pg_roles where rolname = 'mesh_app') then return; end if;
    revoke insert, update, delete on keys.place from mesh_app;
end $$;
