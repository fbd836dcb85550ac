-- Which job an event is about, beside device, group, person and session.
alter table audit.entry add column job_id uuid;
create index entry_job on audit.entry (tenant_id, job_id, sequence desc) where job_id is not null;
