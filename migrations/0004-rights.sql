-- The program works as mesh_app, where that role may exist: events can be added, never changed or removed.
do $$ begin
    if not exists (select from pg_roles where rolname = 'mesh_app') then return; end if;
    revoke all on events.mt_events from mesh_app;
    grant select, insert, update (is_archived) on events.mt_events to mesh_app;
    revoke delete on events.mt_streams from mesh_app;
    revoke update, delete on events.clock, keys.ring from mesh_app;
    revoke all on public.migration from mesh_app;
    grant select on public.migration to mesh_app;
    grant create on schema asof to mesh_app;
end $$;
