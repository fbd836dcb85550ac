create schema if not exists jobs;

-- What programs write while they run: at most 1 MB a run, as written. The rest is counted and hashed by the agent.
create table jobs.output (
    tenant_id varchar     not null,
    run_id    uuid        not null,
    number    integer     not null,
    error     boolean     not null,
    at        timestamptz not null,
    bytes     bytea       not null,
    primary key (run_id, number)
);

-- What a device answered, as it wrote it.
create table jobs.answer (
    tenant_id varchar not null,
    run_id    uuid    primary key,
    result    text    not null
);
