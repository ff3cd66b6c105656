select create_hypertable('ingest.slot_event', by_range('time', interval '1 day'), create_default_indexes => false);
select create_hypertable('ingest.barrier_event', by_range('time', interval '7 days'), create_default_indexes => false);

-- Segmented by lot alone and with the lot first in the key: late rows and repeats stay fast in compressed chunks.
alter table ingest.slot_event set (timescaledb.enable_columnstore,
  timescaledb.segmentby = 'lot_id', timescaledb.orderby = 'time desc, epoch_no desc, seq desc');
alter table ingest.barrier_event set (timescaledb.enable_columnstore,
  timescaledb.segmentby = 'lot_id', timescaledb.orderby = 'time desc, epoch_no desc, seq desc');

create materialized view ingest.lot_occupancy_hourly
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
  select lot_id, time_bucket('1 hour', time) as bucket,
    count(*)::int as events,
    count(*) filter (where delta = 1)::int as arrivals,
    count(*) filter (where delta = -1)::int as departures,
    sum(delta)::int as net,
    sum(delta * extract(epoch from time_bucket('1 hour', time) + interval '1 hour' - time))::float8 as area
  from ingest.slot_event
  group by 1, 2
  with no data;

-- Eight days back: a day more than the lateness the gateways are promised (protocol §6).
select add_continuous_aggregate_policy('ingest.lot_occupancy_hourly',
  start_offset => interval '8 days', end_offset => interval '1 hour', schedule_interval => interval '10 minutes');
call add_columnstore_policy('ingest.slot_event', after => interval '8 days');
call add_columnstore_policy('ingest.barrier_event', after => interval '8 days');
select add_retention_policy('ingest.slot_event', interval '400 days');
select add_retention_policy('ingest.barrier_event', interval '400 days');
