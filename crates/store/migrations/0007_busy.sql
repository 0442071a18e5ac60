-- Busy days and hours a week count for all goals, so every list asks which goal
-- files name some: that is kept beside the goal and found by an index. Programs
-- that do not know the column leave 1, and such a file is read to no harm.
ALTER TABLE goal ADD COLUMN names_busy BIGINT NOT NULL DEFAULT 1;
CREATE INDEX goal_busy ON goal (workspace_id) WHERE names_busy = 1;
CREATE INDEX goal_by_week ON goal (workspace_id, week_minutes);
