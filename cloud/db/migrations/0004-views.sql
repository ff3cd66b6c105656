-- What other modules may know of the lots' readings.
create view ingest.slot_readings as
  select lot_id, slot_id, occupied, since, last_seen, flapping, battery_percent, rssi_dbm, latest_occupied
  from ingest.slot_state;

create view ingest.lot_readings as
  select lot_id, rev, gateway from ingest.lot_state;

create view ingest.slot_changes as
  select lot_id, time, delta from ingest.slot_event where delta <> 0;

create view ingest.counts as
  select lot_id, counter, time, epoch_no, seq, occupied, flag from ingest.count_reading;
