-- Outputs and answers are kept for a while. Answers from before this step count from now.
alter table jobs.answer add column at timestamptz not null default now();
create index output_at on jobs.output (tenant_id, at);
create index answer_at on jobs.answer (tenant_id, at);

-- Whose output and answer were taken away: when, and by the retention of how many days. The sweep that did it is told as one fact.
create table jobs.removed (
    tenant_id varchar     not null,
    run_id    uuid        primary key,
    at        timestamptz not null,
    days      integer     not null,
    before    timestamptz not null,
    bytes     bigint      not null,
    sweep_id  uuid        not null,
    told      boolean     not null default false
);
create index removed_untold on jobs.removed (tenant_id) where not told;
