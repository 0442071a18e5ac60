-- Each row of a log carries the hash of the row before it and of itself, and a
-- log the hash of its last row that carries one: what is changed, left out or
-- moved is found. What is here already is hashed as it is. Programs that do not
-- know the columns append rows without a hash; they are covered later.
ALTER TABLE event ADD COLUMN hash TEXT NOT NULL DEFAULT '';
ALTER TABLE portfolio ADD COLUMN head_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE portfolio ADD COLUMN head TEXT NOT NULL DEFAULT '';
ALTER TABLE review_step ADD COLUMN hash TEXT NOT NULL DEFAULT '';
ALTER TABLE review_run ADD COLUMN head_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE review_run ADD COLUMN head TEXT NOT NULL DEFAULT '';
