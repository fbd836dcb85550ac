-- Sealed values. Every `bytea` here is: 1 | key id (4) | nonce (12) | ciphertext | tag (16), AES-256-GCM.
create schema keys;

-- One line for each ring key ever used here. `proof` opens only under that key: tells a wrong ring at start.
create table keys.ring (
    key_id bigint      not null primary key,
    proof  bytea       not null,
    since  timestamptz not null default now()
);

-- Secrets no event may hold (password hashes, seeds, codes). Additional data: tenant, kind, owner.
create table keys.secret (
    tenant_id varchar     not null,
    kind      varchar     not null,
    owner     uuid        not null,
    sealed    bytea       not null,
    changed   timestamptz not null default now(),
    primary key (tenant_id, kind, owner)
);

-- One data key per person, wrapped by the ring. Deleting the row erases what was sealed under it, everywhere.
create table keys.person_key (
    key_id    uuid        not null primary key,
    tenant_id varchar     not null,
    subject   uuid        not null,
    wrapped   bytea       not null,
    created   timestamptz not null default now(),
    unique (tenant_id, subject)
);
