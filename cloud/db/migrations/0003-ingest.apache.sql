select create_hypertable('ingest.slot_event', by_range('time', interval '1 day'), create_default_indexes => false);
select create_hypertable('ingest.barrier_event', by_range('time', interval '7 days'), create_default_indexes => false);

create view ingest.lot_occupancy_hourly as
  select lot_id, time_bucket('1 hour', time) as bucket,
    count(*)::int as events,
    count(*) filter (where delta = 1)::int as arrivals,
    count(*) filter (where delta = -1)::int as departures,
    sum(delta)::int as net,
    sum(delta * extract(epoch from time_bucket('1 hour', time) + interval '1 hour' - time))::float8 as area
  from ingest.slot_event
  group by 1, 2;
