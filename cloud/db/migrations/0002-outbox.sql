create schema outbox;

-- What a committed transaction wants told. A relay tells it at least once, in order, then deletes it.
create table outbox.messages (
  id bigint generated always as identity primary key,
  topic text not null,
  body json not null,
  created_at timestamptz not null default now()
);
