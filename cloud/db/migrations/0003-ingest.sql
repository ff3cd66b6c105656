create schema ingest;

-- Which sequence numbers of a gateway's epoch are committed. `epoch_no` orders epochs by first appearance.
create table ingest.gateway_stream (
  lot_id int not null,
  epoch text not null,
  epoch_no int generated always as identity unique,
  received int8multirange not null default '{}',
  created_at timestamptz not null default now(),
  primary key (lot_id, epoch)
) with (fillfactor = 70);

-- A device that sends again after a crash gets a second sequence number; its own id tells. Kept seven days.
create table ingest.device_event (
  lot_id int not null,
  event_id text not null,
  epoch_no int not null,
  seq bigint not null,
  received_at timestamptz not null default now(),
  primary key (lot_id, event_id)
);
create index device_event_received_at on ingest.device_event (received_at);

-- The newest reading by (epoch_no, seq), and the newest by time, which anchors the history.
create table ingest.slot_state (
  slot_id int primary key,
  lot_id int not null,
  occupied boolean,
  epoch_no int not null default 0,
  seq bigint not null default 0,
  since timestamptz,
  last_seen timestamptz,
  flapping boolean not null default false,
  battery_percent real,
  rssi_dbm real,
  latest_time timestamptz not null default '-infinity',
  latest_epoch_no int not null default 0,
  latest_seq bigint not null default 0,
  latest_occupied boolean not null default false
) with (fillfactor = 70);
create index slot_state_lot on ingest.slot_state (lot_id);

-- One row per lot, and the lock of all that hangs on the lot: who writes a stream, a slot or an event of a lot holds
-- this row first, lots in ascending order. Its revision orders live deltas. `occupied` is the number of slots whose newest reading is occupied.
create table ingest.lot_state (
  lot_id int primary key,
  rev bigint not null default 0,
  occupied int not null default 0 check (occupied >= 0),
  gateway text not null default 'never' check (gateway in ('never', 'online', 'offline')),
  gateway_since timestamptz,
  connection text,
  epoch text,
  boot bigint,
  version text,
  reported_at timestamptz,
  report jsonb
) with (fillfactor = 50);

-- `delta` is how the slot's occupancy changed against the event before it in time, so that occupancy is a sum.
create table ingest.slot_event (
  time timestamptz not null,
  lot_id int not null,
  slot_id int not null,
  epoch_no int not null,
  seq bigint not null,
  occupied boolean not null,
  delta smallint not null check (delta between -1 and 1),
  suspect boolean not null default false,
  source_ms bigint not null,
  received_at timestamptz not null default now(),
  primary key (lot_id, slot_id, time, epoch_no, seq)
);
create index slot_event_lot_time on ingest.slot_event (lot_id, time desc);

-- Passages, refusals, arms, alarms: everything at the lot that is not a slot's reading.
create table ingest.barrier_event (
  time timestamptz not null,
  lot_id int not null,
  epoch_no int not null,
  seq bigint not null,
  kind text not null,
  subject text,
  body jsonb not null,
  suspect boolean not null default false,
  source_ms bigint not null,
  received_at timestamptz not null default now(),
  primary key (lot_id, time, epoch_no, seq)
);

-- Valid envelopes of a kind this version does not know (forward compatible).
create table ingest.event_unknown (
  lot_id int not null,
  epoch_no int not null,
  seq bigint not null,
  kind text not null,
  raw jsonb not null,
  received_at timestamptz not null default now(),
  primary key (lot_id, epoch_no, seq)
);

-- What counting devices hold for the lot. An implausible count is kept with its flag and is never an occupancy.
create table ingest.count_reading (
  lot_id int not null,
  counter text not null,
  time timestamptz not null,
  epoch_no int not null,
  seq bigint not null,
  occupied bigint not null,
  flag text check (flag in ('below-zero', 'over-capacity')),
  suspect boolean not null default false,
  received_at timestamptz not null default now(),
  primary key (lot_id, counter, time, epoch_no, seq)
);

create table ingest.gap (
  lot_id int not null,
  epoch_no int not null,
  from_seq bigint not null,
  to_seq bigint not null,
  class text not null,
  reason text not null,
  count bigint not null,
  received_at timestamptz not null default now(),
  primary key (lot_id, epoch_no, from_seq),
  check (from_seq <= to_seq)
);

-- Messages and events the cloud could not use: once per lot and content, counted.
create table ingest.dead_letter (
  id bigint generated always as identity primary key,
  sha256 text not null,
  lot text not null,
  topic text not null,
  reason text not null,
  detail text not null,
  raw bytea not null,
  count int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  unique (lot, sha256)
);
create index dead_letter_last_at on ingest.dead_letter (last_at);
