-- When an access token was used last: written at most once a minute, no fact.
create table identity.token_seen (
    token_id uuid        primary key,
    seen     timestamptz not null
);
