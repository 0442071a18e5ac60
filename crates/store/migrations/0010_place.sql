-- The place of each event among those of all logs: what was written last is
-- not what has the latest time, as clocks can be set. Zero where it is not
-- known: in what was written before, or elsewhere. Times order these.
ALTER TABLE event ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
CREATE INDEX event_by_place ON event (workspace_id, place);
