-- What the first request was told, where it may be kept: the second one with its key is told the same.
alter table bus.inbox add column answer json;
